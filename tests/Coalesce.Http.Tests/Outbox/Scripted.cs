using System.Collections.Concurrent;
using System.Net;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>A server that is down until it is up, and remembers the bodies that it was sent.</summary>
internal sealed class Scripted
{
    private volatile bool _isUp;

    public bool IsUp
    {
        get => _isUp;
        set => _isUp = value;
    }

    /// <summary>What it answers while it is up.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage> Up { get; set; } = _ => new HttpResponseMessage(HttpStatusCode.OK);

    /// <summary>Path and body of what came while it was up, in order.</summary>
    public ConcurrentQueue<(string Path, string Body)> Arrived { get; } = [];

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_isUp) throw new HttpRequestException(HttpRequestError.ConnectionError, "down");
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Arrived.Enqueue((request.RequestUri!.AbsolutePath, body));
        return Up(request);
    }
}
