namespace Coalesce.Http.Broker.Outbox;

/// <summary>What an attempt says of the way to the server.</summary>
internal enum Reach
{
    /// <summary>Nothing: it was cancelled, or failed in a handler.</summary>
    Unknown,

    /// <summary>The origin answered.</summary>
    Up,

    /// <summary>The way to it is broken, or a gateway says that it is.</summary>
    Down,

    /// <summary>It took longer than a handler further in allows.</summary>
    Slow,
}
