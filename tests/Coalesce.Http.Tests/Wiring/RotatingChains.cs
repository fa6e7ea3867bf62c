using System.Net;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coalesce.Http.Tests.Wiring;

/// <summary>Builds chains over one broker as the factory does: a new one now and then, the old one disposed once nobody who called through it waits any more.</summary>
internal sealed class RotatingChains(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer, int? limit = null) : IDisposable
{
    private readonly CoalescingClient _client = new("rotating", new CoalescingOptions { MaxConcurrency = limit }, TimeProvider.System, NullLoggerFactory.Instance);

    public Broker.IRequestBroker Broker => _client.Broker;

    public Chain Build()
    {
        var chain = new Chain(new StubHandler(answer));
        HttpMessageHandler handler = new Retrying { InnerHandler = InnerChain.Install(chain.Counting, _client) };
        foreach (var outer in OuterChain.Create(_client).Reverse())
        {
            outer.InnerHandler = handler;
            handler = outer;
        }
        chain.Handler = handler;
        return chain;
    }

    public void Dispose() => _client.Dispose();

    internal sealed class Chain(StubHandler stub) : IDisposable
    {
        public StubHandler Stub => stub;

        public Counting Counting { get; } = new(stub);

        public HttpMessageHandler Handler { get; set; } = null!;

        public int Disposals => Counting.Disposals;

        /// <summary>Something was sent through it after its end. Nobody may notice: who was let down is sent again through another.</summary>
        public bool WasMisused => Counting.WasMisused;

        public Task<HttpResponseMessage> SendAsync(string target, CancellationToken cancellationToken = default) =>
            new HttpMessageInvoker(Handler, disposeHandler: false).SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://stub" + target), cancellationToken);

        public async Task<string> GetAsync(string target, CancellationToken cancellationToken = default)
        {
            using var response = await SendAsync(target, cancellationToken);
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }

        public void Dispose() => Handler.Dispose();
    }

    /// <summary>The primary handler: says how often it was disposed.</summary>
    internal sealed class Counting(StubHandler stub) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _stub = new(stub);
        private int _disposals;
        private volatile bool _wasMisused;
        private int _sending;

        public int Disposals => Volatile.Read(ref _disposals);

        public bool WasMisused => _wasMisused;

        public bool ThrowsAtDispose { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sending);
            try
            {
                _wasMisused |= Disposals > 0;
                return await _stub.SendAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _sending);
            }
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Increment(ref _disposals);
            _wasMisused |= Volatile.Read(ref _sending) > 0;
            _stub.Dispose();
            base.Dispose(disposing);
            if (ThrowsAtDispose) throw new InvalidOperationException("at dispose");
        }
    }

    /// <summary>Tries again until the answer is not 503.</summary>
    private sealed class Retrying : DelegatingHandler
    {
        private int _disposed;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            while (true)
            {
                ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
                var response = await base.SendAsync(request, cancellationToken);
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable) return response;
                response.Dispose();
            }
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _disposed, 1);
            base.Dispose(disposing);
        }
    }
}
