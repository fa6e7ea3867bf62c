using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>Sends replays through the named client of the factory, as it is configured: its address, its default headers, its handlers of the moment.</summary>
internal sealed class FactoryReplayClient(IHttpClientFactory factory, string name) : IReplayClient
{
    public Uri? BaseAddress => Create().BaseAddress;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Create().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <summary>The factory's clients are cheap, and to be made anew each time: it changes their handlers now and then.</summary>
    private HttpClient Create()
    {
        var client = factory.CreateClient(name);
        client.Timeout = Timeout.InfiniteTimeSpan; // a replay has a time-out of its own
        return client;
    }
}
