namespace Coalesce.Http.Broker;

/// <summary>Why a lane is held.</summary>
public enum LaneHoldReason
{
    /// <summary>The server answered 401, twice.</summary>
    Unauthorized,

    /// <summary>The answer came from somewhere else, as from a log-in page.</summary>
    Redirected,

    /// <summary>The replay would have left with other credentials than the first attempt.</summary>
    CredentialsChanged,

    /// <summary>The client's base address has another origin than the entry.</summary>
    OriginChanged,
}
