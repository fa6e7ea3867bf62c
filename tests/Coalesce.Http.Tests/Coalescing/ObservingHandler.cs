namespace Coalesce.Http.Tests.Coalescing;

/// <summary>A handler of the user's, inside the chain: sees each send, changes nothing.</summary>
internal sealed class ObservingHandler(Action<HttpRequestMessage> see) : DelegatingHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        see(request);
        return base.Send(request, cancellationToken);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        see(request);
        return base.SendAsync(request, cancellationToken);
    }
}
