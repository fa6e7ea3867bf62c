namespace Coalesce.Http.Tests.Caching;

/// <summary>Bounds as tight, and as wide, as options allow.</summary>
public sealed class TightBoundsTests
{
    [Theory]
    [InlineData(1, 1L, 0)]
    [InlineData(1, long.MaxValue, 1_000)]
    [InlineData(int.MaxValue, long.MaxValue, 1_000)]
    [InlineData(int.MaxValue, 1_000L, 1_000)]
    [InlineData(2, 2_000L, 1_000)]
    public async Task Get_WithinBoundsAsTheyMayBe_IsAnswered(int entries, long bytes, int body)
    {
        using var chain = new CacheChain(request => CacheChain.Response($"{request.Headers.Accept}", "Cache-Control: max-age=60", "Vary: Accept"),
            options => (options.Cache.MaxEntries, options.Cache.MaxBytes, options.Cache.MaxBody) = (entries, bytes, body));

        for (var i = 0; i < 60; i++)
        {
            var accept = $"a/{i % 20}";
            Assert.Equal(accept, (await chain.GetAsync($"/{i % 3}", $"Accept: {accept}")).Body);
        }
    }

    [Fact]
    public async Task Get_OfMoreVariantsThanThereIsRoomFor_KeepsTheNewest()
    {
        using var chain = new CacheChain(_ => CacheChain.Response(new string('x', 1_000), "Cache-Control: max-age=60", "Vary: Accept"),
            options => (options.Cache.MaxEntries, options.Cache.MaxBytes, options.Cache.MaxBody) = (100, 5_000, 1_000));

        for (var i = 0; i < 10; i++)
        {
            await chain.GetAsync("/", $"Accept: a/{i}");
            Assert.Equal("hit", await chain.HowAsync("/", $"Accept: a/{i}"));
        }
    }
}
