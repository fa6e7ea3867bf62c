using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Adversarial;

public sealed class RedirectTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_SharedBodyAndARedirectThatDropsIt_EveryCallersRequestIsLeftWithoutOne(bool drops)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stub = new StubHandler(async (request, _) =>
        {
            await answer.Task;
            // As SocketsHttpHandler does it: by a 303, and by a 307.
            request.RequestUri = new Uri("http://stub/end");
            if (!drops) return new HttpResponseMessage();
            request.Method = HttpMethod.Get;
            request.Content = null;
            return new HttpResponseMessage();
        });
        var chain = CoalescingPipeline.Create(stub, o => o.Routes["POST /start"] = new RouteOptions { CoalesceBody = true });
        using var client = new HttpClient(chain);
        var calls = Enumerable.Range(0, 2).Select(_ => client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "http://stub/start") { Content = new StringContent("all") }.WithPartition("ann"))).ToList();
        await Wait.UntilAsync(() => chain.Broker.GetFlights() is [{ Callers: 2 }]);
        answer.SetResult();

        foreach (var response in await Wait.ForAsync(Task.WhenAll(calls)))
        {
            Assert.Equal("http://stub/end", response.RequestMessage!.RequestUri!.OriginalString);
            Assert.Equal(drops, response.RequestMessage.Content is null);
            response.Dispose();
        }
        Assert.Equal(1, stub.Count);
    }
}
