using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;

namespace Coalesce.Http.Tests.Adversarial;

/// <summary>A read that starts after a write never gets an answer from before it.</summary>
public sealed class WriteTests
{
    [Fact]
    public async Task Write_RedirectedElsewhere_OutdatesReadsOfItsOwnUriWhenItEnds()
    {
        Gate write = new(), reads = new();
        var stub = new StubHandler(async (request, token) =>
        {
            if (request.Method == HttpMethod.Get)
            {
                await reads.WaitAsync(token);
                return new HttpResponseMessage();
            }
            await write.WaitAsync(token);
            request.RequestUri = new Uri("http://stub/done"); // as .NET's handler leaves a request that was redirected
            return new HttpResponseMessage();
        });
        using var pipeline = CoalescingPipeline.Create(stub, o => o.ForgetOn = ForgetScope.Uri);
        using var client = new HttpClient(pipeline, disposeHandler: false);
        var post = client.PostAsync("http://stub/thing", content: null);
        await stub.WaitForRequestsAsync(1);
        var before = client.GetAsync("http://stub/thing"); // the write may take effect after this one
        await stub.WaitForRequestsAsync(2);
        write.Open();
        await Wait.ForAsync(post);

        var after = client.GetAsync("http://stub/thing");

        Assert.Equal([1, 1], pipeline.Broker.GetFlights().Select(flight => flight.Callers));
        reads.Open();
        await Wait.ForAsync(Task.WhenAll(before, after));
    }

    [Fact]
    public async Task Write_WithUserNameInItsUri_OutdatesReadsOfTheSameOrigin()
    {
        Gate reads = new();
        var stub = new StubHandler(async (request, token) =>
        {
            if (request.Method == HttpMethod.Get) await reads.WaitAsync(token);
            return new HttpResponseMessage();
        });
        using var pipeline = CoalescingPipeline.Create(stub);
        using var client = new HttpClient(pipeline, disposeHandler: false);
        var before = client.GetAsync("http://stub/thing");
        await Wait.ForAsync(client.PostAsync("http://user@stub/thing", content: null));

        var after = client.GetAsync("http://stub/thing");

        Assert.Equal([1, 1], pipeline.Broker.GetFlights().Select(flight => flight.Callers));
        reads.Open();
        await Wait.ForAsync(Task.WhenAll(before, after));
    }
}
