using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

public sealed class ManyCallersTests
{
    private const int Count = 10_000;

    [Fact]
    public async Task Send_TenThousandCallersOfOneGet_IsOneRequestAndTenThousandResponses()
    {
        using var wire = new HeldWire();
        using var chain = new TestChain(wire);
        var requests = Enumerable.Range(0, Count).Select(_ => new HttpRequestMessage(HttpMethod.Get, "/")).ToArray();
        var calls = requests.Select(request => chain.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).ToArray();
        Assert.Equal(Count, chain.Callers);

        var send = await wire.SendAsync(0);
        send.GiveHead(response => response.Headers.Add("X-Shared", "1"));
        var responses = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(Count, responses.Distinct().Count());
        Assert.Equal(Count, responses.Select(response => response.Content).Distinct().Count());
        Assert.Equal(Count, responses.Select(response => response.Headers).Distinct().Count());
        for (var i = 0; i < Count; i++) Assert.Same(requests[i], responses[i].RequestMessage);

        responses[0].Headers.Add("X-Mine", "1");
        responses[1].Headers.Remove("X-Shared");
        responses[2].Content.Headers.Add("Content-Language", "xx");
        responses[3].StatusCode = System.Net.HttpStatusCode.Ambiguous;
        responses[4].TrailingHeaders.Add("X-Mine", "1");
        foreach (var response in responses[5..])
        {
            Assert.Equal(["X-Shared", "Cache-Status"], response.Headers.Select(header => header.Key));
            Assert.Empty(response.Content.Headers);
            Assert.Empty(response.TrailingHeaders);
            Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        }

        send.Body.Give("hello");
        send.Body.End();
        foreach (var response in responses) Assert.Equal("hello", await Wait.ForAsync(response.Content.ReadAsStringAsync()));
        Assert.Equal(1, wire.Count);
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Send_CallersFromAllThreadsWhileFlightsEnd_AllGetTheAnswerAndNothingIsLeft()
    {
        using var stub = new StubHandler();
        using var chain = new TestChain(stub);

        await Wait.ForAsync(Parallel.ForAsync(0, Count, async (_, token) =>
            Assert.Equal("hello", await chain.Client.GetStringAsync("/", token))));

        Assert.InRange(stub.Count, 1, Count);
        await chain.AssertEmptyAsync();
    }
}
