using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Scheduling;

/// <summary>
/// Takes permits back from bodies that have been silent for a second: the readers do not read, the wire has nothing to say, or the response was dropped
/// undisposed. There are never more of them than permits, so one timer looks at all.
/// </summary>
internal sealed class SilentPermits(TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly List<Permit> _permits = [];
    private ITimer? _timer;

    public void Watch(Permit permit)
    {
        lock (_gate)
        {
            _permits.Add(permit);
            if (_permits.Count == 1) Arm(Limit);
        }
    }

    private void Look()
    {
        List<Permit> silent = [];
        lock (_gate)
        {
            _permits.RemoveAll(permit =>
            {
                if (permit.IsReleased) return true;
                if (permit.Silence < Limit) return false;
                silent.Add(permit);
                return true;
            });
            if (_permits.Count > 0) Arm(Limit - _permits.Max(permit => permit.Silence));
        }
        foreach (var permit in silent) permit.Release();
    }

    private void Arm(TimeSpan due)
    {
        _timer ??= QuietTimer.Create(time, Look);
        // Timers count whole milliseconds: one more, so that it never looks just before.
        _timer.Change(due + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
