using Coalesce.Http;

namespace ConsoleDemo.Replaying;

/// <summary>Has each request answered by the origin, where the cache is switched off. On the requests, and not in the options: a routes file that says how long answers are fresh stays right.</summary>
internal sealed class CacheSwitch(bool withCache) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(withCache ? request : request.WithoutCache(), cancellationToken);
}
