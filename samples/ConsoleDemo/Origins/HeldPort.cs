using System.Net;
using System.Net.Sockets;

namespace ConsoleDemo.Origins;

/// <summary>Keeps the port of an origin that is gone from others, without listening there: whoever dials it is refused.</summary>
internal static class HeldPort
{
    public static Socket Of(Uri address)
    {
        var holder = new Socket(SocketType.Stream, ProtocolType.Tcp);
        holder.Bind(new IPEndPoint(IPAddress.Loopback, address.Port));
        return holder;
    }
}
