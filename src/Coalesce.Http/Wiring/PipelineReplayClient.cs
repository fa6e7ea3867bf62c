using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>Sends replays through a pipeline: by the client that the app gave for it, or else by the chain itself.</summary>
internal sealed class PipelineReplayClient(HttpClient? client, HttpMessageInvoker chain) : IReplayClient
{
    public Uri? BaseAddress => client?.BaseAddress;

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => client is null
        ? chain.SendAsync(request, cancellationToken)
        : client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
}
