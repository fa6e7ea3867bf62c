namespace ConsoleDemo.Asking;

/// <summary>One request as its caller saw it.</summary>
/// <param name="Id">Its <c>X-Request-ID</c>, by which the origin's log tells whose request went out.</param>
/// <param name="Asked">When it was asked.</param>
/// <param name="Ended">When the last byte of the answer was read, or the wait ended otherwise.</param>
/// <param name="End">How the wait ended.</param>
/// <param name="Bytes">How many body bytes were read.</param>
/// <param name="Text">The answer's body, where the caller kept it, or what went wrong.</param>
internal sealed record Ask(string Id, TimeSpan Asked, TimeSpan Ended, AskEnd End, long Bytes, string? Text)
{
    public TimeSpan Latency => Ended - Asked;

    /// <summary>What the answer's <c>Cache-Status</c> says of our cache; empty where it says nothing.</summary>
    public string CacheStatus { get; init; } = "";

    /// <summary>The hash of the body that was read, in hexadecimal.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Whether the answer has another body than the one that was recorded.</summary>
    public bool HasOtherBody { get; init; }

    public AnswerSource Source => CacheStatusText.SourceOf(CacheStatus);
}
