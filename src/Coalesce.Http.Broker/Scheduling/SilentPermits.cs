using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Scheduling;

/// <summary>
/// Takes permits back from bodies that have been silent for a second: the readers do not read, the wire has nothing to say, or the response was dropped
/// undisposed. A permit that comes back in time is forgotten at once, so there are never more than are in use; one timer looks at all, at most once a second.
/// </summary>
internal sealed class SilentPermits(TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly List<Permit> _permits = [];
    private ITimer? _timer;
    private bool _isArmed;

    public void Watch(Permit permit)
    {
        permit.SawBytes(); // the head is here: the wait for it was no silence
        lock (_gate)
        {
            permit.WatchIndex = _permits.Count;
            _permits.Add(permit);
            if (!_isArmed) Arm(Limit);
        }
    }

    /// <summary>The permit has come back.</summary>
    public void Forget(Permit permit)
    {
        lock (_gate)
        {
            if (permit.WatchIndex < 0) return;
            var last = _permits[^1];
            _permits[permit.WatchIndex] = last;
            last.WatchIndex = permit.WatchIndex;
            _permits.RemoveAt(_permits.Count - 1);
            permit.WatchIndex = -1;
        }
    }

    private void Look()
    {
        List<Permit> silent = [];
        lock (_gate)
        {
            _isArmed = false;
            var longest = TimeSpan.Zero;
            foreach (var permit in _permits)
            {
                var silence = permit.Silence;
                if (silence >= Limit) silent.Add(permit);
                else if (silence > longest) longest = silence;
            }
            if (_permits.Count > silent.Count) Arm(Limit - longest);
        }
        foreach (var permit in silent) permit.Release();
    }

    private void Arm(TimeSpan due)
    {
        _isArmed = true;
        _timer ??= QuietTimer.Create(time, Look);
        // Timers count whole milliseconds: one more, so that it never looks just before. A thread that is held up may find nothing left.
        _timer.Change((due > TimeSpan.Zero ? due : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
