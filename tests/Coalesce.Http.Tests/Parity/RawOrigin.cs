using System.Net;
using System.Net.Sockets;
using System.Text;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Parity;

/// <summary>A server that says exactly the bytes a script tells it to, for what no well-behaved server would do.</summary>
internal sealed class RawOrigin : IParityOrigin
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<string> _heads = [];
    private readonly Tally _arrived = new("requests at the raw origin");
    private readonly Task _accepting;

    public RawOrigin(Func<RawConnection, Task> script)
    {
        _listener.Start();
        _accepting = AcceptAsync(script);
    }

    public int Count => _arrived.Count;

    public int Aborts => 0;

    public Uri Address(On mode) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public Task WaitForRequestsAsync(int count) => _arrived.WaitForAsync(count);

    public Task WaitForAbortsAsync(int count) => throw new NotSupportedException("The raw origin does not watch for closed connections.");

    public IEnumerable<string> Log(int start)
    {
        lock (_lock) return [.. _heads.Skip(start)];
    }

    public void Record(string head)
    {
        lock (_lock) _heads.Add(head);
        _arrived.Add();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Wait.ForAsync(_accepting);
    }

    private async Task AcceptAsync(Func<RawConnection, Task> script)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return; // stopped
            }
            _ = ServeAsync(script, socket);
        }
    }

    private async Task ServeAsync(Func<RawConnection, Task> script, Socket socket)
    {
        using var connection = new RawConnection(this, socket);
        try
        {
            await script(connection);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client hung up in the middle of the script; what it saw is in its transcript.
        }
    }
}

/// <summary>One connection to a <see cref="RawOrigin"/>; closed in good order when its script ends.</summary>
internal sealed class RawConnection(RawOrigin origin, Socket socket) : IDisposable
{
    /// <summary>Reads up to the empty line that ends a request's head, byte by byte so as to take nothing that follows.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(await ReadTextAsync(1));
        }
        origin.Record(head.ToString());
        return head.ToString();
    }

    public async Task<string> ReadTextAsync(int count)
    {
        var buffer = new byte[count];
        for (var read = 0; read < count;)
        {
            var n = await socket.ReceiveAsync(buffer.AsMemory(read));
            if (n == 0) throw new IOException("The client closed the connection.");
            read += n;
        }
        return Encoding.Latin1.GetString(buffer);
    }

    public async Task WriteAsync(string text)
    {
        for (var rest = Encoding.Latin1.GetBytes(text).AsMemory(); rest.Length > 0;)
        {
            rest = rest[await socket.SendAsync(rest)..];
        }
    }

    /// <summary>Cuts the connection: the client gets a reset in place of an end.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();
}
