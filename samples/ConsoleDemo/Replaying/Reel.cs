using ConsoleDemo.Har;

namespace ConsoleDemo.Replaying;

/// <summary>
/// The recorded answers to one method and URL: the n-th request gets the n-th, those after the last the last. Where a caller gave
/// up before there was an answer, the next one stands in, so that another caller who shares it does not wait for ever.
/// </summary>
internal sealed class Reel
{
    private readonly Answer?[] _answers;
    private int _next = -1;

    public Reel(Answer?[] recorded)
    {
        _answers = recorded;
        for (var i = recorded.Length - 2; i >= 0; i--) _answers[i] ??= _answers[i + 1];
        for (var i = 1; i < recorded.Length; i++) _answers[i] ??= _answers[i - 1];
    }

    /// <summary>The next answer, or <see langword="null"/> if there never was one.</summary>
    public Answer? Next() => _answers[Math.Min(Interlocked.Increment(ref _next), _answers.Length - 1)];
}
