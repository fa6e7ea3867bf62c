using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>A server that answers what it is told, byte for byte: no web server would send half of it. A connection for each request.</summary>
internal sealed class RawOrigin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<SentMessage, byte[]> _answer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public RawOrigin(Func<SentMessage, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public EndPoint Address => _listener.LocalEndpoint;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[16 * 1024];
            var length = 0;
            while (true)
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
                if (count == 0) return;
                length += count;
                // The requests of these tests have no bodies that matter.
                if (SentMessage.TryParse(Encoding.Latin1.GetString(buffer, 0, length)) is not { } message) continue;
                await socket.SendAsync(_answer(message), _stop.Token);
                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(buffer, _stop.Token) > 0) { } // so that it closes without a reset
                return;
            }
        }
    }
}
