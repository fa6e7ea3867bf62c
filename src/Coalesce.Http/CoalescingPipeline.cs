using Coalesce.Http.Broker;

namespace Coalesce.Http;

/// <summary>
/// The whole chain without dependency injection: for <c>new HttpClient(pipeline)</c> and for SDKs that accept a handler.
/// Disposing it disposes its broker and the inner handler.
/// </summary>
public sealed class CoalescingPipeline : HttpMessageHandler, IChain
{
    private readonly HttpMessageInvoker _chain;
    private readonly CoalescingClient _client;

    private CoalescingPipeline(HttpMessageHandler chain, CoalescingClient client, CoalescingOptions options)
    {
        _chain = new HttpMessageInvoker(chain);
        _client = client;
        if (options.OutboxStore is not { } store) return;
        client.KeepIn(store, new PipelineReplayClient(options.ReplayClient, _chain));
        client.Broker.Mutations!.Start();
    }

    /// <summary>Shows and steers what is under way.</summary>
    public IRequestBroker Broker => _client.Broker;

    /// <summary>Builds the chain around a handler.</summary>
    /// <param name="innerHandler">
    /// The user's own handlers and the primary handler, for example a <see cref="SocketsHttpHandler"/>. Where it is a chain of delegating handlers, the last
    /// that delegates gets the broker's inner handlers below it.
    /// </param>
    /// <param name="configure">Sets the options; see <see cref="CoalescingOptions"/>.</param>
    /// <param name="name">
    /// The client's name: in logs, events and metrics, and in the outbox, where pipelines of one name that use one store replay each other's entries. Give each its own where they
    /// are not the same client.
    /// </param>
    /// <returns>A handler for one <see cref="HttpClient"/>, or several that may share their answers.</returns>
    /// <exception cref="ArgumentException">An option is wrong; the message names the route and the value. Or the name is empty.</exception>
    public static CoalescingPipeline Create(HttpMessageHandler innerHandler, Action<CoalescingOptions>? configure = null, string name = nameof(CoalescingPipeline))
    {
        ArgumentNullException.ThrowIfNull(innerHandler);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var options = new CoalescingOptions();
        configure?.Invoke(options);
        var errors = CoalescingOptionsRules.FindErrors(options);
        if (CoalescingOptionsRules.StoreError(options, options.OutboxStore is not null) is { } storeless) errors.Add(storeless);
        if (CoalescingOptionsRules.SecondLevelError(options, hasCache: false) is { } levelless) errors.Add(levelless);
        if (errors.Count > 0)
            throw new ArgumentException($"Wrong coalescing options: {string.Join(" ", errors)}", nameof(configure));
        var client = new CoalescingClient(name, options, time: null, loggers: null);
        var handler = InnerChain.Install(innerHandler, client);
        foreach (var outer in OuterChain.Create(client).Reverse())
        {
            outer.InnerHandler = handler;
            handler = outer;
        }
        return new CoalescingPipeline(handler, client, options);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _chain.Send(request, cancellationToken);

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _chain.SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // Replays go through the chain: they are to end because they were asked to, not because it has gone.
            _client.Dispose();
            _chain.Dispose();
        }
        base.Dispose(disposing);
    }
}
