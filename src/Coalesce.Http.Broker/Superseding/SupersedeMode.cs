namespace Coalesce.Http.Broker;

/// <summary>What happens when a request meets an older one of its group that still runs.</summary>
public enum SupersedeMode
{
    /// <summary>The newer takes the older one's place; the older caller gets <see cref="RequestSupersededException"/>. The default.</summary>
    Newest,

    /// <summary>The older goes on; the newer caller gets <see cref="RequestSupersededException"/> at once.</summary>
    First,

    /// <summary>
    /// The newer takes the older one's place, and a caller that still waits for its head gets the newer one's answer. Only
    /// between requests that differ in the URI alone; between others it is <see cref="Newest"/>.
    /// </summary>
    Follow,
}
