using Coalesce.Http.Caching;

namespace Coalesce.Http.Tests.Caching;

/// <summary>What a body takes while it comes, and what is kept of it.</summary>
public sealed class StoredBodyTests
{
    private const int Most = 4 * 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(1_024)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(1_000_003)]
    [InlineData(Most)]
    public async Task Get_OfABodyOfAnyLength_IsKeptByteForByte(int length)
    {
        var body = new byte[length];
        new Random(length).NextBytes(body);
        foreach (var isAnnounced in new[] { true, false })
        {
            using var chain = new CacheChain(_ =>
            {
                var response = CacheChain.Response("", "Cache-Control: max-age=60");
                response.Content = new StreamContent(isAnnounced ? new MemoryStream(body) : new Unseekable(body));
                return response;
            });
            Assert.Equal(body, await chain.Client.GetByteArrayAsync("/"));

            Assert.Equal(body, await chain.Client.GetByteArrayAsync("/"));
            Assert.Equal(1, chain.Sent);
        }
    }

    [Theory]
    [InlineData(1, 64 * 1024)]
    [InlineData(100_000, 500_000)]
    public void Write_OfLittleOfWhatIsAnnounced_TakesLittleMemory(int come, int most)
    {
        var bytes = new byte[1_000];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var body = new StoredBody(null!, null!, null!, expected: Most, Most); // what these are for comes at the end
        for (var left = come; left > 0; left -= bytes.Length) body.Write(bytes.AsSpan(0, Math.Min(left, bytes.Length)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most + 1_000);
    }

    /// <summary>A body whose length nobody knows before it ends.</summary>
    private sealed class Unseekable(byte[] body) : MemoryStream(body)
    {
        public override bool CanSeek => false;
    }
}
