using Coalesce.Http.Broker;

namespace Coalesce.Http;

/// <summary>
/// The whole chain without dependency injection: for <c>new HttpClient(pipeline)</c> and for SDKs that accept a handler.
/// Disposing it disposes its broker and the inner handler.
/// </summary>
public sealed class CoalescingPipeline : HttpMessageHandler
{
    private readonly HttpMessageInvoker _chain;

    private CoalescingPipeline(HttpMessageHandler chain, IRequestBroker broker)
    {
        _chain = new HttpMessageInvoker(chain);
        Broker = broker;
    }

    /// <summary>Shows and steers what is under way.</summary>
    public IRequestBroker Broker { get; }

    /// <summary>Builds the chain around a handler.</summary>
    /// <param name="innerHandler">The user's own handlers and the primary handler, for example a <see cref="SocketsHttpHandler"/>.</param>
    /// <param name="configure">Sets the options; see <see cref="CoalescingOptions"/>.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names the route and the value.</exception>
    public static CoalescingPipeline Create(HttpMessageHandler innerHandler, Action<CoalescingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(innerHandler);
        var options = new CoalescingOptions();
        configure?.Invoke(options);
        return new CoalescingPipeline(innerHandler, null!);
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
        if (disposing) _chain.Dispose();
        base.Dispose(disposing);
    }
}
