namespace ConsoleDemo.Har;

/// <summary>A recorded request, with its answer.</summary>
/// <param name="Index">Its place in <c>log.entries</c>.</param>
/// <param name="Started">When it was asked.</param>
/// <param name="Target">Method and URL.</param>
/// <param name="Headers">The request's headers, without those that belong to the recorded connection.</param>
/// <param name="Content">The request's body, if it had one.</param>
/// <param name="Answer">The answer, or <see langword="null"/> where the caller gave up before there was one.</param>
/// <param name="GaveUpAfter">When the caller gave up, if it did.</param>
internal sealed record Exchange(
    int Index, DateTimeOffset Started, Target Target, IReadOnlyList<Header> Headers, Body? Content, Answer? Answer, TimeSpan? GaveUpAfter)
{
    /// <summary>When its answer was whole, or its caller gave up.</summary>
    public DateTimeOffset Ended => Started + (Answer is { } answer ? answer.Wait + answer.Receive : GaveUpAfter ?? TimeSpan.Zero);
}
