namespace ConsoleDemo.Asking;

/// <summary>How a caller's wait ended.</summary>
internal enum AskEnd
{
    /// <summary>With an answer, whatever its status.</summary>
    Answered,

    /// <summary>A newer request of its group took its place.</summary>
    Superseded,

    /// <summary>The caller gave up, as it did when the traffic was recorded.</summary>
    GivenUp,

    /// <summary>With an error.</summary>
    Failed,
}
