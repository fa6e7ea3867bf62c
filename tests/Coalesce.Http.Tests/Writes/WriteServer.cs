using System.Globalization;
using System.Net;
using System.Text;

namespace Coalesce.Http.Tests.Writes;

/// <summary>A wire whose answers say when, by a count of all that happened, they were made; each is held until a test lets it go.</summary>
internal sealed class WriteServer : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<Arrival> _arrivals = [];
    private long _now;
    private bool _isOpen;

    /// <summary>Something has happened.</summary>
    public long Tick() => Interlocked.Increment(ref _now);

    public IReadOnlyList<Arrival> Arrivals
    {
        get
        {
            lock (_lock) return [.. _arrivals];
        }
    }

    /// <summary>Lets everything go, and whatever still comes.</summary>
    public void Open()
    {
        lock (_lock) _isOpen = true;
        foreach (var arrival in Arrivals) arrival.LetGo();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The earliest moment that the answer may be from.
        var arrival = new Arrival(request, Tick());
        lock (_lock)
        {
            _arrivals.Add(arrival);
            if (_isOpen) arrival.LetGo();
        }
        await arrival.Head.WaitAsync(cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(arrival.Body), RequestMessage = request };
    }

    internal sealed class Arrival(HttpRequestMessage request, long at)
    {
        private readonly TaskCompletionSource _head = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Which write it is; <see langword="null"/> for a read.</summary>
        public int? Write { get; } = request.Headers.TryGetValues("X-Write", out var values) ? int.Parse(values.First(), CultureInfo.InvariantCulture) : null;

        public Task Head => _head.Task;

        public HeldStream Body { get; } = new(at.ToString(CultureInfo.InvariantCulture));

        public void GiveHead() => _head.TrySetResult();

        public void Break() => _head.TrySetException(new HttpRequestException("The connection broke."));

        public void LetGo()
        {
            GiveHead();
            Body.End();
        }
    }

    /// <summary>Gives its text at once, and its end when it is told to.</summary>
    internal sealed class HeldStream(string text) : Stream
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isRead;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void End() => _end.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_isRead)
            {
                _isRead = true;
                return Encoding.ASCII.GetBytes(text, buffer.Span);
            }
            await _end.Task.WaitAsync(cancellationToken);
            return 0;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
