using System.Globalization;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Flights;

/// <summary>One send of a random schedule, whose bytes tell which send and which place they are of.</summary>
internal sealed class ScheduledSend(HeldSend send)
{
    private const int MaxBytes = 60_000;
    private long _given;
    private bool _over;

    public int Index => send.Index;

    public static byte ByteAt(int send, long position) => (byte)((send * 37) + (position * 7) + (position / 251));

    public void Head(bool shareable)
    {
        if (send.HasHead) return;
        send.GiveHead(response =>
        {
            response.Headers.Add("X-Send", Index.ToString(CultureInfo.InvariantCulture));
            if (!shareable) response.Headers.Add("Set-Cookie", "a=b");
        });
    }

    public void HeadFails() => send.Fail(new HttpRequestException($"head {Index} failed"));

    public void Bytes(int count)
    {
        count = (int)Math.Min(count, MaxBytes - _given);
        if (_over || count <= 0) return;
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = ByteAt(Index, _given + i);
        _given += count;
        send.Body.Give(bytes);
    }

    public void End()
    {
        if (_over) return;
        _over = true;
        send.Body.End();
    }

    public void BodyFails()
    {
        if (_over) return;
        _over = true;
        send.Body.Fail(new IOException($"body {Index} failed"));
    }

    public bool IsWhole(long length) => _over && length == _given;

    public bool FailedWith(string message) => message == $"head {Index} failed" || message == $"body {Index} failed";

    /// <summary>Nobody uses the wire any more: it failed, was aborted, or its body is done with.</summary>
    public bool IsDone => send.Head.IsFaulted || send.WasGivenUp || send.Body.Disposed.IsCompleted;
}
