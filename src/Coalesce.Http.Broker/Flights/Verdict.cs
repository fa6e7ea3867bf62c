namespace Coalesce.Http.Broker.Flights;

/// <summary>What becomes of a caller that waited for a flight's head.</summary>
internal enum Verdict
{
    None,

    /// <summary>A response of its own over the shared body.</summary>
    Share,

    /// <summary>The wire's own response: nobody else gets it.</summary>
    Own,

    /// <summary>The answer may not be shared: the caller is sent on its own.</summary>
    Alone,

    /// <summary>The flight failed in the context of a caller who has left: the caller joins or starts another, once.</summary>
    Again,

    /// <summary>The flight failed, or was cancelled through the broker.</summary>
    Fail,

    /// <summary>The caller's own token ended its wait.</summary>
    Cancel,
}
