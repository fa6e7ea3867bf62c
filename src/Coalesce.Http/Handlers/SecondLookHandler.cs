using Coalesce.Http.Caching;

namespace Coalesce.Http;

/// <summary>Takes in what other processes keep before a read for which memory has no answer.</summary>
internal sealed class SecondLookHandler(SecondLook look) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        look.Begin(request, InnerHandler!, takesStale: true, cancellationToken) is { IsCompletedSuccessfully: false } looking ? SendAsync(request, looking, cancellationToken) : base.SendAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Begun here, where it can be told whose request it is. It works on the pool; only this caller's thread waits for it.
        look.Begin(request, InnerHandler!, takesStale: true, cancellationToken)?.GetAwaiter().GetResult();
        return base.Send(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Task looking, CancellationToken cancellationToken)
    {
        await looking.ConfigureAwait(false);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
