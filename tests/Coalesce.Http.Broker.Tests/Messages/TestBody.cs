using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Messages;

/// <summary>A shared body over a held one, and what it told its owner.</summary>
internal sealed class TestBody : IBodyOwner, IDisposable
{
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpResponseMessage _response;
    private readonly CancellationTokenSource _cancellation = new();

    public TestBody(long window = 64 * 1024, SegmentPool? pool = null)
    {
        Pool = pool ?? Pool;
        _response = new HttpResponseMessage { Content = Wire.AsContent() };
        Shared = new SharedBody(new WireBody(_response, _cancellation.Token), new BodyLimits(Pool, window, TimeSpan.FromSeconds(5), Time), this);
    }

    public HeldBody Wire { get; } = new();

    public SignallingTime Time { get; } = new();

    public SegmentPool Pool { get; } = new(long.MaxValue);

    public SharedBody Shared { get; }

    /// <summary>The failure, or <see langword="null"/>, that the owner was told.</summary>
    public Task<Exception?> Ended => _ended.Task;

    public TestReader Reader()
    {
        Assert.True(Shared.TryReserve(1));
        return new TestReader(Shared);
    }

    public TestReader[] Readers(int count)
    {
        Assert.True(Shared.TryReserve(count));
        return [.. Enumerable.Range(0, count).Select(_ => new TestReader(Shared))];
    }

    public void BodyEnded(Exception? failure) => Assert.True(_ended.TrySetResult(failure), "The owner was told twice.");

    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        _response.Dispose();
        Wire.Dispose();
    }
}

/// <summary>A reader, and how often its owner was told that it left.</summary>
internal sealed class TestReader : IReaderOwner
{
    private int _left;

    public TestReader(SharedBody body) => Stream = new SharedBodyStream(body, this, trailersTo: null);

    public SharedBodyStream Stream { get; }

    public int Left => Volatile.Read(ref _left);

    /// <summary>What happens when the owner is told.</summary>
    public Action? WhenLeft { get; set; }

    public void ReaderLeft()
    {
        Interlocked.Increment(ref _left);
        WhenLeft?.Invoke();
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await Wait.ForAsync(Stream.ReadExactlyAsync(bytes));
        return bytes;
    }

    public async Task<byte[]> ReadToEndAsync()
    {
        var copy = new MemoryStream();
        await Wait.ForAsync(Stream.CopyToAsync(copy));
        return copy.ToArray();
    }
}
