namespace Coalesce.Http.Tests.Caching;

/// <summary>Answers of stubs and handlers that are not as a wire's.</summary>
public sealed class HostileAnswerTests
{
    [Fact]
    public async Task Get_OfAContentThatWasDisposed_FailsAsWithoutACache()
    {
        var content = new StringContent("once");
        content.Dispose();
        using var chain = new CacheChain(_ => new HttpResponseMessage { Content = content, Headers = { { "Cache-Control", "max-age=60" } } });

        await Assert.ThrowsAnyAsync<Exception>(() => chain.GetAsync()).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Get_OfOneResponseAgainAndAgain_NeverHangs()
    {
        var response = new HttpResponseMessage { Content = new StringContent("once"), Headers = { { "Cache-Control", "max-age=60" } } };
        using var chain = new CacheChain(_ => response);

        for (var i = 0; i < 3; i++)
        {
            try { await chain.GetAsync($"/{i}").WaitAsync(TimeSpan.FromSeconds(5)); }
            catch (ObjectDisposedException) { }
        }
    }
}
