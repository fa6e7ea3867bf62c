using Coalesce.Http.Broker.Telemetry;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Telemetry;

public sealed class EventStreamTests
{
    private const int Capacity = 1024;
    private readonly EventStream _stream = new();

    [Fact]
    public async Task Watch_TwoWatchers_EachGetsAllInOrder()
    {
        await using var one = _stream.Watch().GetAsyncEnumerator();
        await using var two = _stream.Watch().GetAsyncEnumerator();
        Publish(1, 100);

        Assert.Equal(Range(1, 100), await ReadAsync(one, 100));
        Assert.Equal(Range(1, 100), await ReadAsync(two, 100));
    }

    [Fact]
    public async Task Publish_WatcherDoesNotRead_LosesTheOldestAndDelaysNobody()
    {
        await using var slow = _stream.Watch().GetAsyncEnumerator();
        await using var quick = _stream.Watch().GetAsyncEnumerator();
        Publish(1, Capacity);
        Assert.Equal(Range(1, Capacity), await ReadAsync(quick, Capacity));

        Publish(Capacity + 1, 10); // returns, although the slow one has no room

        Assert.Equal(Range(Capacity + 1, 10), await ReadAsync(quick, 10));
        Assert.Equal(Range(11, Capacity), await ReadAsync(slow, Capacity));
    }

    [Fact]
    public async Task Watch_BeginsLater_SeesOnlyWhatFollows()
    {
        await using var first = _stream.Watch().GetAsyncEnumerator();
        Publish(1, 5);
        await using var late = _stream.Watch().GetAsyncEnumerator();
        Publish(6, 2);

        Assert.Equal(Range(6, 2), await ReadAsync(late, 2));
    }

    [Fact]
    public async Task Close_WatchersEndAfterWhatTheyHave()
    {
        await using var watcher = _stream.Watch().GetAsyncEnumerator();
        Publish(1, 3);

        _stream.Close();
        Publish(4, 1);

        Assert.Equal(Range(1, 3), await ReadAsync(watcher, 3));
        Assert.False(await Wait.ForAsync(watcher.MoveNextAsync()));
        await using var late = _stream.Watch().GetAsyncEnumerator();
        Assert.False(await Wait.ForAsync(late.MoveNextAsync()));
    }

    [Fact]
    public async Task Watch_WatcherStops_NoEventIsMadeForNobody()
    {
        Assert.False(_stream.IsWatched);
        var watcher = _stream.Watch().GetAsyncEnumerator();
        Assert.True(_stream.IsWatched);
        Publish(1, 1);
        await ReadAsync(watcher, 1);

        await watcher.DisposeAsync();

        Assert.False(_stream.IsWatched);
    }

    [Fact]
    public async Task Watch_StopsBeforeItsFirstEvent_NoEventIsMadeForNobody()
    {
        var watcher = _stream.Watch().GetAsyncEnumerator();

        await watcher.DisposeAsync();

        Assert.False(_stream.IsWatched);
    }

    [Fact]
    public async Task Watch_TokenCancelled_EndsInCancellation()
    {
        using var cancellation = new CancellationTokenSource();
        var watcher = _stream.Watch().GetAsyncEnumerator(cancellation.Token);
        var next = watcher.MoveNextAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(next));
        await watcher.DisposeAsync();
        Assert.False(_stream.IsWatched);
    }

    private void Publish(int first, int count)
    {
        for (var i = first; i < first + count; i++)
            _stream.Publish(new BrokerEvent(BrokerEventKind.FlightStarted, default, i, "GET", "http://stub/", null, 3));
    }

    private static async Task<List<long>> ReadAsync(IAsyncEnumerator<BrokerEvent> watcher, int count)
    {
        List<long> ids = [];
        while (ids.Count < count && await Wait.ForAsync(watcher.MoveNextAsync())) ids.Add(watcher.Current.FlightId);
        return ids;
    }

    private static IEnumerable<long> Range(int first, int count) => Enumerable.Range(first, count).Select(i => (long)i);
}
