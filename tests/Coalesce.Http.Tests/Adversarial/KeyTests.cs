using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Adversarial;

/// <summary>What the options say of headers must hold against the defaults, too.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task SensitiveHeaders_NameLeftOutByDefault_TellsRequestsApart()
    {
        var stub = new StubHandler(request => Echo(request, "baggage"));
        using var pipeline = CoalescingPipeline.Create(stub, o => o.SensitiveHeaders.Add("baggage"));

        Assert.Equal(["user=a", "user=b"], await BothAsync(pipeline, "baggage", "user=a", "user=b"));
    }

    [Fact]
    public async Task IgnoreHeaders_CacheControl_NoStoreIsStillNotShared()
    {
        var stub = new StubHandler();
        using var pipeline = CoalescingPipeline.Create(stub, o => o.Key.IgnoreHeaders.Add("Cache-Control"));

        await BothAsync(pipeline, "Cache-Control", "no-store", "no-store");

        Assert.Equal(2, stub.Count);
    }

    private static HttpResponseMessage Echo(HttpRequestMessage request, string header) =>
        new() { Content = new StringContent(request.Headers.GetValues(header).Single()) };

    /// <summary>Two requests at once, in flight together if they may.</summary>
    private static async Task<string[]> BothAsync(CoalescingPipeline pipeline, string header, string one, string other)
    {
        using var client = new HttpClient(pipeline, disposeHandler: false);
        pipeline.Broker.Pause(); // both are handed over before the first is sent
        var first = GetAsync(client, header, one);
        var second = GetAsync(client, header, other);
        pipeline.Broker.Resume();
        return [await Wait.ForAsync(first), await Wait.ForAsync(second)];
    }

    private static async Task<string> GetAsync(HttpClient client, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/");
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
