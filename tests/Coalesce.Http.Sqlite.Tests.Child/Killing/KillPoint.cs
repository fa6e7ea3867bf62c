namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>Where a child stops and waits to be killed.</summary>
internal enum KillPoint
{
    /// <summary>Nowhere: its parent chooses the moment.</summary>
    None,

    /// <summary>The mutation was handed over, and nothing of it is stored.</summary>
    BeforeWrite,

    /// <summary>It is stored, and its caller knows nothing yet.</summary>
    AfterWrite,

    /// <summary>Its caller has the answer.</summary>
    AfterAck,

    /// <summary>An attempt is about to go to the wire.</summary>
    BeforeSend,

    /// <summary>The server has accepted it, and the verdict is not stored.</summary>
    AfterSend,

    /// <summary>A newer mutation has taken the place of older ones, and that is not committed.</summary>
    InCompaction,
}
