using System.Runtime.ExceptionServices;

namespace Coalesce.Http.Broker.Messages;

/// <summary>One body read from the wire once, by many readers, each at its own position.</summary>
/// <remarks>
/// There is no pump thread: the reader that finds nothing to read starts one read of the wire for all (<see cref="PumpAsync"/>). So a body nobody reads is not
/// read, as with a plain <see cref="HttpClient"/>, and a body nobody refers to any more is collected together with its connection.
/// <para>One gate guards everything; under it nothing is awaited, disposed or called that is not ours, and continuations of <c>_progress</c> run asynchronously.
/// Invariants: at most one read of the wire at a time (<c>_pumping</c>); every reader stands in exactly one segment and is counted in it; a segment's array goes
/// back only when it is dropped and nobody has it pinned; whoever waits is woken by the next of: bytes, the end, a failure, room in the window.</para>
/// </remarks>
internal sealed class SharedBody : IGraceOwner
{
    private readonly Lock _gate = new();
    private readonly WireBody _wire;
    private readonly BodyLimits _limits;
    private readonly HeldBytes _held;
    private readonly SlowReaders _slow;
    private readonly IBodyOwner _owner;
    private BodySegment? _target;
    private TaskCompletionSource? _progress;
    private HeaderField[] _trailers = [];
    private Exception? _failure;
    private int _readers;
    private bool _pumping;
    private bool _ended;

    /// <param name="wire">The body as the wire gives it.</param>
    /// <param name="limits">How much is held, and how long a slow reader may hold up the others.</param>
    /// <param name="owner">The flight.</param>
    public SharedBody(WireBody wire, BodyLimits limits, IBodyOwner owner)
    {
        _wire = wire;
        _limits = limits;
        _held = new HeldBytes(limits.Pool, limits.Window);
        _slow = new SlowReaders(limits, this);
        _owner = owner;
    }

    /// <summary>Whether the wire has given all it had, failed, or was cancelled.</summary>
    public bool HasEnded
    {
        get { lock (_gate) return _ended; }
    }

    /// <summary>Counts readers in at the start, if it is still held. Each place is then attached to a reader, or given back.</summary>
    public bool TryReserve(int readers)
    {
        lock (_gate)
        {
            if (!_held.KeepsStart) return false;
            _held.First.Readers += readers;
            _readers += readers;
            return true;
        }
    }

    /// <summary>Gives a reserved place to a reader. Nothing is dropped past a reserved place, so the start is still there.</summary>
    public void Attach(BodyReader reader)
    {
        lock (_gate)
        {
            reader.Segment = _held.First;
            _slow.Add(reader);
        }
    }

    /// <summary>Gives a reserved place back: its caller left before it had a reader.</summary>
    public void Unreserve()
    {
        lock (_gate) Vacate(_held.First);
    }

    /// <summary>No reader will begin at the start any more: it need not be kept.</summary>
    public void DropStart()
    {
        lock (_gate)
        {
            if (_held.DropStart()) Wake();
        }
    }

    /// <summary>What the reader does next. After a take it must call <see cref="Taken"/> with the segment it stood in.</summary>
    public BodyStep Next(BodyReader reader)
    {
        lock (_gate)
        {
            reader.ThrowIfUnreadable();
            _slow.SawRead(reader);
            reader.IsWaiting = false;
            if (HasBytes(reader)) return reader.TakeWhatIsThere();
            if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
            if (_ended) return TakeOut(reader);
            if (_pumping) return Wait(reader);
            _target = _held.Room(_wire.Length);
            if (_target is null)
            {
                _slow.Blocked();
                return Wait(reader);
            }
            _target.Pin();
            _pumping = true;
            return BodyStep.Pump;
        }
    }

    /// <summary>The reader has copied some of what it was given.</summary>
    public void Taken(BodyReader reader, BodySegment from, int count)
    {
        lock (_gate)
        {
            from.Unpin(_limits.Pool);
            if (reader.HasLeft) return; // left or was failed while it copied: it stands nowhere any more
            reader.Offset += count;
            if (reader.Offset == from.Length && from.Next is not null) MoveToNext(reader);
        }
    }

    /// <summary>Reads the wire once, for all. Never throws: a failure is every reader's.</summary>
    public async Task PumpAsync()
    {
        var count = 0;
        Exception? failure = null;
        try
        {
            count = await _wire.ReadAsync(_target!.Array.AsMemory(_target.Length)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failure = e;
        }
        bool aborted;
        lock (_gate)
        {
            _pumping = false;
            aborted = _ended;
            if (!aborted && count > 0) _target!.Length += count;
            else if (!aborted) EndUnderGate(failure);
            _target!.Unpin(_limits.Pool);
            Wake();
        }
        if (count > 0 && !aborted) return;
        var disposal = _wire.TryDispose();
        if (!aborted) _owner.BodyEnded(failure ?? disposal);
    }

    /// <summary>The reader needs no more. False when it had left before.</summary>
    public bool Leave(BodyReader reader)
    {
        if (reader.HasLeft) return false; // for good: most are disposed after their end, and need no gate for that
        lock (_gate)
        {
            if (reader.HasLeft) return false;
            TakeOut(reader);
            return true;
        }
    }

    /// <summary>Ends the body for everyone, with a reason. Cancel the token of the wire first: a read under way ends by it.</summary>
    public void Abort(Exception reason)
    {
        bool disposes;
        lock (_gate)
        {
            if (_ended) return;
            EndUnderGate(reason);
            Wake();
            disposes = !_pumping; // else the pump does, when its read has ended
        }
        if (disposes) _wire.TryDispose();
    }

    /// <summary>Adds the trailers, which are there once the body has ended.</summary>
    public void AddTrailersTo(HttpResponseMessage response)
    {
        foreach (var field in _trailers) field.AddTo(response.TrailingHeaders);
    }

    public void GraceIsOver()
    {
        List<BodyReader> slowest;
        lock (_gate)
        {
            slowest = _slow.TakeSlowest(_held.First);
            foreach (var reader in slowest) reader.SetTooSlow(_limits.Grace); // under the gate: no read finds it gone without a reason
            foreach (var reader in slowest) TakeOut(reader);
        }
        foreach (var reader in slowest) reader.TellOwner();
    }

    private void EndUnderGate(Exception? failure)
    {
        _ended = true;
        _failure = failure;
        if (failure is null) _trailers = _wire.Trailers;
        _held.DropStart();
        if (_readers == 0) _held.Clear();
        _slow.Stop();
    }

    private BodyStep Wait(BodyReader reader)
    {
        reader.IsWaiting = true;
        _progress ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return BodyStep.Wait(_progress.Task);
    }

    private void Wake()
    {
        _slow.Unblocked();
        _progress?.TrySetResult();
        _progress = null;
    }

    private bool HasBytes(BodyReader reader)
    {
        while (reader.Offset == reader.Segment!.Length)
        {
            if (reader.Segment.Next is null) return false;
            MoveToNext(reader);
        }
        return true;
    }

    private void MoveToNext(BodyReader reader)
    {
        reader.MoveToNextSegment();
        if (_held.Trim()) Wake();
    }

    /// <summary>The reader stands nowhere any more: its next step is the end.</summary>
    private BodyStep TakeOut(BodyReader reader)
    {
        reader.HasLeft = true;
        _slow.Remove(reader);
        Vacate(reader.Segment!);
        if (reader.IsWaiting) Wake();
        return BodyStep.End;
    }

    private void Vacate(BodySegment place)
    {
        place.Readers--;
        _readers--;
        if (_readers == 0 && !_held.KeepsStart) _held.Clear();
        else if (_held.Trim()) Wake();
    }
}
