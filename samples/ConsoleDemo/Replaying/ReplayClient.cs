using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ConsoleDemo.Replaying;

/// <summary>
/// A client whose every request ends at the loopback origin, whatever host it names: the origin is its proxy. So recorded hosts and
/// paths stay as they are, no name is ever looked up, and all hosts share one limit of connections, as all share one broker.
/// </summary>
internal sealed class ReplayClient(HttpClient http, IDisposable? owner) : IDisposable
{
    /// <summary>A process may have no more than about a thousand sockets open, and here both ends are ours.</summary>
    private const int MaxConnections = 256;

    public HttpClient Http => http;

    public static ReplayClient Plain(Uri origin, int? maxConcurrency) =>
        new(new HttpClient(Wire(origin, maxConcurrency ?? MaxConnections)) { Timeout = Timeout.InfiniteTimeSpan }, null);

    public static ReplayClient Broker(Uri origin, IConfiguration options, bool withCache = true)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("replay", client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => Wire(origin, MaxConnections))
            .AddHttpMessageHandler(() => new CacheSwitch(withCache))
            .AddCoalescing(options);
        var provider = services.BuildServiceProvider();
        try
        {
            return new ReplayClient(provider.GetRequiredService<IHttpClientFactory>().CreateClient("replay"), provider);
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        http.Dispose();
        owner?.Dispose();
    }

    /// <summary>
    /// The wire does nothing of its own accord: a redirect that was followed then is a request of its own in the recording, and a
    /// cookie that was sent then is in its headers.
    /// </summary>
    private static SocketsHttpHandler Wire(Uri origin, int maxConnections) => new()
    {
        Proxy = new WebProxy(origin),
        ConnectCallback = (_, cancellationToken) => DialAsync(origin, cancellationToken),
        MaxConnectionsPerServer = maxConnections,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 128,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };

    /// <summary>Dials the origin, never the host that the request names.</summary>
    private static async ValueTask<Stream> DialAsync(Uri origin, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, origin.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
