namespace Coalesce.Http.Broker.Outbox;

/// <summary>What a replay's answer means for its entry.</summary>
internal enum ReplayVerdict
{
    /// <summary>The server has accepted it.</summary>
    Delivered,

    /// <summary>Not now: once more after a while.</summary>
    Again,

    /// <summary>The credentials are not accepted: once more at once, so that a handler can refresh them, and then the lane is held.</summary>
    Unauthorized,

    /// <summary>It ended somewhere else, as at a log-in page: the lane is held.</summary>
    Redirected,

    /// <summary>The server's state had changed.</summary>
    Conflict,

    /// <summary>The server refuses it for good.</summary>
    Rejected,
}
