using System.Net;

namespace Coalesce.Http.Testing;

/// <summary>A response body that comes when the test says so, as the wire would give it: a read waits for bytes, the end, a failure, or its token.</summary>
internal sealed class HeldBody : Stream
{
    private readonly Lock _lock = new();
    private readonly Queue<ReadOnlyMemory<byte>> _parts = [];
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Tally _reads = new("reads of a held body");
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private bool _over;

    /// <summary>Completes when the reader is done with it, at its end or before.</summary>
    public Task Disposed => _disposed.Task;

    /// <summary>Whether its end or failure was read.</summary>
    public bool WasReadToEnd { get; private set; }

    /// <summary>How many reads began: each on an empty body waits.</summary>
    public Tally Reads => _reads;

    public void Give(ReadOnlyMemory<byte> bytes) => Change(() => _parts.Enqueue(bytes));

    public void Give(string text) => Give(System.Text.Encoding.UTF8.GetBytes(text));

    public void End() => Change(() => _over = true);

    public void Fail(Exception failure) => Change(() => (_failure, _over) = (failure, true));

    public override bool CanRead => true;

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
        _reads.Add();
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed.Task.IsCompleted, this);
                if (_parts.TryPeek(out var part)) return Take(part, buffer);
                if (_over)
                {
                    WasReadToEnd = true;
                    return _failure is null ? 0 : throw _failure;
                }
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // The one place where a test blocks: a synchronous read has no other way.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Content over it, of unknown length.</summary>
    public HttpContent AsContent() => new StreamOnlyContent(this);

    protected override void Dispose(bool disposing)
    {
        Change(() => _disposed.TrySetResult());
        base.Dispose(disposing);
    }

    private int Take(ReadOnlyMemory<byte> part, Memory<byte> buffer)
    {
        var count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
        _parts.Dequeue();
        if (count == part.Length) return count;
        // What was not taken goes back to the front.
        var rest = _parts.ToArray();
        _parts.Clear();
        _parts.Enqueue(part[count..]);
        foreach (var later in rest) _parts.Enqueue(later);
        return count;
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }

    /// <summary>Like the content of a response from the wire: not buffered, read once, disposed with its stream.</summary>
    private sealed class StreamOnlyContent(HeldBody body) : HttpContent
    {
        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(body);

        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => body;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.CopyToAsync(stream);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            body.CopyToAsync(stream, cancellationToken);

        protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            body.CopyTo(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) body.Dispose();
            base.Dispose(disposing);
        }
    }
}
