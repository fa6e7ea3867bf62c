using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Testing;

/// <summary>A clock that the test moves, and that tells how often a timer was armed: before that, moving it would be in vain.</summary>
internal sealed class SignallingTime : FakeTimeProvider
{
    /// <summary>How often a timer was given a due time.</summary>
    public Tally Armed { get; } = new("armed timers");

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SignallingTimer(base.CreateTimer(callback, state, dueTime, period), Armed);
        if (dueTime != Timeout.InfiniteTimeSpan) Armed.Add();
        return timer;
    }

    private sealed class SignallingTimer(ITimer inner, Tally armed) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = inner.Change(dueTime, period);
            if (dueTime != Timeout.InfiniteTimeSpan) armed.Add();
            return changed;
        }

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
