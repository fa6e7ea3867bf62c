using System.Threading.Channels;

namespace Coalesce.Http.Broker.Telemetry;

/// <summary>One way from the broker to its watchers. Each has a bounded channel of its own; nobody can hold up a request.</summary>
internal sealed class EventStream
{
    private const int Capacity = 1024;
    private readonly Lock _gate = new();
    private ChannelWriter<BrokerEvent>[] _watchers = [];
    private bool _isClosed;

    /// <summary>Whether an event is worth making.</summary>
    public bool IsWatched => Volatile.Read(ref _watchers).Length > 0;

    public void Publish(BrokerEvent brokerEvent)
    {
        foreach (var watcher in Volatile.Read(ref _watchers)) watcher.TryWrite(brokerEvent);
    }

    /// <summary>Watches from the moment its enumerator is asked for.</summary>
    public IAsyncEnumerable<BrokerEvent> Watch() => new Watcher(this);

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var watcher in _watchers) watcher.TryComplete();
            _watchers = [];
        }
    }

    private Channel<BrokerEvent> Add()
    {
        var channel = Channel.CreateBounded<BrokerEvent>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (_isClosed) channel.Writer.TryComplete();
            else _watchers = [.. _watchers, channel.Writer];
        }
        return channel;
    }

    private void Remove(ChannelWriter<BrokerEvent> writer)
    {
        lock (_gate) _watchers = Array.FindAll(_watchers, watcher => watcher != writer);
    }

    private sealed class Watcher(EventStream stream) : IAsyncEnumerable<BrokerEvent>
    {
        // Registered when the enumeration begins: a watcher that never enumerates would never be removed.
        public IAsyncEnumerator<BrokerEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
            new Enumerator(stream, stream.Add(), cancellationToken);
    }

    // Not an iterator: one that is disposed before its first event would never run its end.
    private sealed class Enumerator(EventStream stream, Channel<BrokerEvent> channel, CancellationToken cancellationToken) : IAsyncEnumerator<BrokerEvent>
    {
        private BrokerEvent? _current;

        public BrokerEvent Current => _current!;

        public async ValueTask<bool> MoveNextAsync()
        {
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (channel.Reader.TryRead(out _current)) return true;
            }
            return false;
        }

        public ValueTask DisposeAsync()
        {
            stream.Remove(channel.Writer);
            return ValueTask.CompletedTask;
        }
    }
}
