namespace Coalesce.Http.Broker.Messages;

/// <summary>One caller's reader of a shared body: a position in it, as a stream.</summary>
/// <remarks>A read that is cancelled leaves the body, as a cancelled read of a plain response gives its connection up.</remarks>
internal sealed class SharedBodyStream : BodyReader
{
    private readonly SharedBody _body;
    private readonly IReaderOwner _owner;
    private readonly HttpResponseMessage? _trailersTo;
    private Exception? _failure;
    private bool _atEnd;

    /// <param name="body">The body; a place must have been reserved.</param>
    /// <param name="owner">Is told when the reader has left.</param>
    /// <param name="trailersTo">The response to give the trailers to, where it is not the wire's own.</param>
    public SharedBodyStream(SharedBody body, IReaderOwner owner, HttpResponseMessage? trailersTo)
    {
        _body = body;
        _owner = owner;
        _trailersTo = trailersTo;
        body.Attach(this);
    }

    public override bool CanRead => !HasLeft || _atEnd;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfCancelled(cancellationToken);
        while (!_atEnd)
        {
            var step = _body.Next(this);
            if (step.Kind == BodyStep.StepKind.Take) return Copy(step.Bytes.Span, buffer.Span);
            if (step.Progress is { } progress) await Wait(progress, cancellationToken).ConfigureAwait(false);
            else Go(step);
        }
        return 0;
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_atEnd)
        {
            var step = _body.Next(this);
            if (step.Kind == BodyStep.StepKind.Take) return Copy(step.Bytes.Span, buffer);
            if (step.Progress is { } progress) progress.Wait(CancellationToken.None); // a disposal wakes it
            else Go(step);
        }
        return 0;
    }

    /// <summary>Writes segment by segment, without a buffer between.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ThrowIfCancelled(cancellationToken);
        while (!_atEnd)
        {
            var step = _body.Next(this);
            if (step.Kind == BodyStep.StepKind.Take)
            {
                var from = Segment!;
                try
                {
                    await destination.WriteAsync(step.Bytes, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    _body.Taken(this, from, step.Bytes.Length);
                }
            }
            else if (step.Progress is { } progress) await Wait(progress, cancellationToken).ConfigureAwait(false);
            else Go(step);
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override void ThrowIfUnreadable()
    {
        if (_failure is { } failure) throw failure;
        ObjectDisposedException.ThrowIf(HasLeft, this);
    }

    public override void SetTooSlow(TimeSpan grace) => _failure = new IOException(
        $"This reader of a shared response did not read for {grace.TotalSeconds:0.###} s while others waited for it, and was failed alone. " +
        "Read faster, send the request WithoutCoalescing(), or raise SlowReaderGrace or MaxSharedBody.");

    public override void TellOwner() => _owner.ReaderLeft();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Leave();
        base.Dispose(disposing);
    }

    /// <summary>A token that was cancelled beforehand gives nothing up: the read never began.</summary>
    private static void ThrowIfCancelled(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) throw new TaskCanceledException(null, null, cancellationToken);
    }

    private int Copy(ReadOnlySpan<byte> bytes, Span<byte> buffer)
    {
        var from = Segment!;
        var count = Math.Min(bytes.Length, buffer.Length);
        bytes[..count].CopyTo(buffer);
        _body.Taken(this, from, count);
        return count;
    }

    private void Go(in BodyStep step)
    {
        if (step.Kind == BodyStep.StepKind.Pump)
        {
            // It never throws: its outcome is the next step's. With no SynchronizationContext, or a thread that this reader blocks could hold up the others.
            if (SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default) _ = _body.PumpAsync();
            else _ = Task.Run(_body.PumpAsync);
            return;
        }
        _atEnd = true;
        if (_trailersTo is not null) _body.AddTrailersTo(_trailersTo);
        _owner.ReaderLeft(); // the body has taken it out with its last step
    }

    private async Task Wait(Task progress, CancellationToken cancellationToken)
    {
        try
        {
            await progress.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            IsWaiting = false;
            _failure ??= new IOException("An earlier read of this response was cancelled: its body is given up.");
            Leave();
            throw;
        }
    }

    private void Leave()
    {
        if (_body.Leave(this)) _owner.ReaderLeft();
    }
}
