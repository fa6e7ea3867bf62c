namespace ConsoleDemo;

/// <summary>Time since it was made. One clock serves the callers and the origin of a run, so that their times can be drawn together.</summary>
internal sealed class Clock(TimeProvider time)
{
    private readonly long _zero = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan Now => time.GetElapsedTime(_zero);
}
