namespace Coalesce.Http.Broker.Outbox;

/// <summary>Sends replays as the app would: through the whole chain of the named client.</summary>
internal interface IReplayClient
{
    /// <summary>The client's own address; entries to another origin are not sent. <see langword="null"/>: it has none.</summary>
    Uri? BaseAddress { get; }

    Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken);
}
