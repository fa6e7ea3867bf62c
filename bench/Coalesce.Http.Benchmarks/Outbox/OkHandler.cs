using System.Net;

namespace Coalesce.Http.Benchmarks;

/// <summary>An origin in process that says 200 at once, and counts.</summary>
internal sealed class OkHandler : HttpMessageHandler
{
    private int _sends;

    public int Sends => Volatile.Read(ref _sends);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sends);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request });
    }
}
