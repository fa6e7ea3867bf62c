namespace ConsoleDemo.Drawing;

/// <summary>What a part of a waterfall's row stands for.</summary>
internal enum BarKind
{
    /// <summary>The caller waits, for a permit, a connection or the last bytes.</summary>
    Waiting,

    /// <summary>The caller's own request is at the origin.</summary>
    AtOrigin,

    /// <summary>The caller waits for a flight that another caller's request started: nothing of its own goes out.</summary>
    Joined,

    /// <summary>The caller got what is kept: nothing goes out.</summary>
    Kept,

    /// <summary>The request was at the origin and was aborted there.</summary>
    Aborted,

    /// <summary>The caller's wait ended without an answer.</summary>
    Unanswered,
}
