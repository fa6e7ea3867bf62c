using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>What bounds shared bodies: late callers, long bodies, and the memory of all together.</summary>
public sealed class SharedMemoryTests : IDisposable
{
    private const int KiB = 1024;
    private readonly HeldWire _wire = new();

    public void Dispose() => _wire.Dispose();

    [Theory]
    [InlineData(999, 1)]
    [InlineData(1000, 2)]
    public async Task Join_AfterTheHead_SharesWithinTheWindowAndIsSentAnewAfterIt(int milliseconds, int sends)
    {
        using var chain = new TestChain(_wire);
        var first = await HeadAsync(chain);
        var send = await _wire.SendAsync(0);
        send.Body.Give("hello");
        await Wait.ForAsync(first.ReadExactlyAsync(new byte[5]));
        chain.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        var late = chain.Client.GetStringAsync("/");
        if (sends == 2) (await _wire.SendAsync(1)).Answer("hello world");
        send.Body.Give(" world");
        send.Body.End();

        Assert.Equal("hello world", await Wait.ForAsync(late));
        Assert.Equal(sends, _wire.Count);
        await first.DisposeAsync();
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Join_WithoutAWindow_IsSentAnewAfterTheHead()
    {
        using var chain = new TestChain(_wire, options => options.JoinWindow = TimeSpan.Zero);
        var first = await HeadAsync(chain);

        var late = chain.Client.GetStringAsync("/");
        (await _wire.SendAsync(1)).Answer("hello");

        Assert.Equal("hello", await Wait.ForAsync(late));
        await first.DisposeAsync();
        await Wait.ForAsync(_wire.Sends[0].Cancelled);
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Join_BodyLongerThanIsHeld_IsSentAnewAndNobodyFails()
    {
        using var chain = new TestChain(_wire, options => options.MaxSharedBody = 64 * KiB);
        var first = await HeadAsync(chain);
        _wire.Sends[0].Body.Give(new byte[256 * KiB]);
        await Wait.ForAsync(first.ReadExactlyAsync(new byte[128 * KiB]));
        Assert.InRange(chain.Broker.Pool.Lent, 1, 64 * KiB);

        var late = chain.Client.GetByteArrayAsync("/");
        (await _wire.SendAsync(1)).Answer(new string('x', 200 * KiB));
        _wire.Sends[0].Body.End();

        Assert.Equal(200 * KiB, (await Wait.ForAsync(late)).Length);
        Assert.Equal(128 * KiB, await BytesLeftAsync(first));
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Read_MemoryUsedUpByOtherBodies_GoesOnInSmallWindowsForAll()
    {
        const int Bodies = 12, Length = 200 * KiB;
        using var chain = new TestChain(_wire, options => options.MaxSharedBody = options.MaxSharedMemory = 64 * KiB);
        List<Stream> streams = [];
        for (var i = 0; i < Bodies; i++)
        {
            var calls = new[] { chain.Client.GetAsync($"/{i}", HttpCompletionOption.ResponseHeadersRead), chain.Client.GetAsync($"/{i}", HttpCompletionOption.ResponseHeadersRead) };
            var send = await _wire.SendAsync(i);
            send.GiveHead();
            send.Body.Give(new byte[Length]);
            send.Body.End();
            foreach (var call in calls) streams.Add(await (await Wait.ForAsync(call)).Content.ReadAsStreamAsync());
        }
        // Every body holds some, and stops: the cap is reached, and nobody gives any back.
        foreach (var stream in streams) await Wait.ForAsync(stream.ReadExactlyAsync(new byte[1]));
        Assert.InRange(chain.Broker.Pool.Lent, 1, (64 + (Bodies * 64)) * KiB);

        // Side by side, or a reader would wait for the other of its body.
        var rests = await Wait.ForAsync(Task.WhenAll(streams.Select(stream => Task.Run(() => BytesLeftAsync(stream)))));

        Assert.All(rests, rest => Assert.Equal(Length - 1, rest));
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Read_MemoryUsedUpByABodyThatStandsStill_HoldsUpNoOther()
    {
        using var chain = new TestChain(_wire, options => options.MaxSharedBody = options.MaxSharedMemory = 64 * KiB);
        var still = await HeadAsync(chain);
        _wire.Sends[0].Body.Give(new byte[64 * KiB]);
        await Wait.ForAsync(still.ReadExactlyAsync(new byte[60 * KiB]));

        var other = chain.Client.GetByteArrayAsync("/other");
        (await _wire.SendAsync(1)).Answer(new string('x', 500 * KiB));

        Assert.Equal(500 * KiB, (await Wait.ForAsync(other)).Length);
        await still.DisposeAsync();
        await chain.AssertEmptyAsync();
    }

    private async Task<Stream> HeadAsync(TestChain chain)
    {
        var call = chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        (await _wire.SendAsync(0)).GiveHead();
        return await (await Wait.ForAsync(call)).Content.ReadAsStreamAsync();
    }

    private static async Task<long> BytesLeftAsync(Stream stream)
    {
        long total = 0;
        var buffer = new byte[10_000];
        while (await Wait.ForAsync(stream.ReadAsync(buffer)) is var count and > 0) total += count;
        return total;
    }
}
