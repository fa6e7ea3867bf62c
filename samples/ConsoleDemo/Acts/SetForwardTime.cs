namespace ConsoleDemo.Acts;

/// <summary>A clock that can be set forward, so that nobody has to wait an hour to see what happens then. Timers run as ever.</summary>
internal sealed class SetForwardTime(TimeProvider time) : TimeProvider
{
    private TimeSpan _ahead;

    public override long TimestampFrequency => time.TimestampFrequency;

    public void Forward(TimeSpan by) => _ahead += by;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + _ahead;

    public override long GetTimestamp() => time.GetTimestamp() + (long)(_ahead.TotalSeconds * time.TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
