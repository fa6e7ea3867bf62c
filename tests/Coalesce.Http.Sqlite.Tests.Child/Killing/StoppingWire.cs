namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>The last before the wire.</summary>
internal sealed class StoppingWire(Stop stop) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await stop.AtAsync(KillPoint.BeforeSend, request.Headers.GetValues(Mutation.KeyHeader).Single());
        return await base.SendAsync(request, cancellationToken);
    }
}
