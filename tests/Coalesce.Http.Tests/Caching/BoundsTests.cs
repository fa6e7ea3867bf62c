using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>What is kept has bounds, and what was cut short is not kept.</summary>
public sealed class BoundsTests
{
    [Theory]
    [InlineData(100, 99, "miss")]
    [InlineData(100, 100, "hit")]
    [InlineData(0, 0, "hit")]
    public async Task Get_OfABodyOfALength_IsKeptUpToTheBound(int length, int most, string then)
    {
        foreach (var isChunked in new[] { false, true })
        {
            using var chain = new CacheChain(_ => With(isChunked ? Unmeasured(new string('x', length)) : new StringContent(new string('x', length))), options => options.Cache.MaxBody = most);
            Assert.Equal(length, (await chain.GetAsync()).Body.Length);

            Assert.Equal(then, await chain.HowAsync("/"));
        }
    }

    [Fact]
    public async Task Get_OfMoreThanThereIsRoomFor_KeepsTheBounds()
    {
        using var chain = new CacheChain(_ => With(new StringContent(new string('x', 1_000))), options => (options.Cache.MaxBytes, options.Cache.MaxBody, options.Cache.MaxEntries) = (20_000, 1_000, 1_000));
        for (var i = 0; i < 200; i++) await chain.GetAsync($"/{i}");

        var kept = 0;
        for (var i = 0; i < 200; i++)
        {
            using var response = await chain.SendAsync(HttpMethod.Get, $"/{i}", "Cache-Control: only-if-cached");
            if (response.IsSuccessStatusCode) kept++;
        }

        Assert.InRange(kept, 1, 20);
    }

    [Fact]
    public async Task Get_OfABodyThatIsCutShort_IsNotKept()
    {
        var fails = true;
        using var chain = new CacheChain(_ => With(new StreamContent(fails ? new Failing() : new MemoryStream("whole"u8.ToArray()))));

        await Assert.ThrowsAsync<HttpRequestException>(() => chain.GetAsync());
        fails = false;

        Assert.Equal("whole", (await chain.GetAsync()).Body);
    }

    [Fact]
    public async Task Get_OfABodyThatIsShorterThanItSays_IsNotKept()
    {
        var length = 9;
        using var chain = new CacheChain(_ =>
        {
            var response = With(Unmeasured("short"));
            response.Content.Headers.ContentLength = length;
            return response;
        });
        using (var response = await Wait.ForAsync(chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)))
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.CopyToAsync(Stream.Null);
        }
        length = 5;

        Assert.Equal("miss", await chain.HowAsync("/"));
        Assert.Equal("hit", await chain.HowAsync("/"));
    }

    [Fact]
    public async Task Get_WhoseCallerLeavesInTheMiddle_IsNotKept()
    {
        using var chain = new CacheChain(_ => With(Unmeasured(new string('x', 100_000))));
        using (var response = await Wait.ForAsync(chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)))
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[10]);
        }

        Assert.Equal("miss", await chain.HowAsync("/"));
    }

    [Fact]
    public async Task Get_ReadByManyAtOnce_IsKeptOnceAndWhole()
    {
        var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var chain = new CacheChain { Head = head.Task };
        var text = string.Concat(Enumerable.Range(0, 50_000));
        var reads = Enumerable.Range(0, 10).Select(_ => chain.GetAsync()).ToArray();
        await Wait.UntilAsync(() => chain.Sent == 1);

        head.SetResult(With(Unmeasured(text)));

        foreach (var read in reads) Assert.Equal(text, (await read).Body);
        Assert.Equal(text, (await chain.GetAsync()).Body);
        Assert.Equal(1, chain.Sent);
    }

    private static HttpResponseMessage With(HttpContent content) => new() { Content = content, Headers = { { "Cache-Control", "max-age=60" } } };

    /// <summary>As it comes in chunks: nobody knows how long it is.</summary>
    private static StreamContent Unmeasured(string text) => new(new Unseekable(System.Text.Encoding.UTF8.GetBytes(text)));

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class Failing() : MemoryStream(new byte[100])
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= 50 ? throw new IOException("The connection was reset.") : base.ReadAsync(buffer[..Math.Min(50, buffer.Length)], cancellationToken);
    }
}
