using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Coalesce.Http.Testing;

/// <summary>
/// A real server on a free loopback port, with a log of what reached it. Handlers that wait should wait on
/// <see cref="HttpContext.RequestAborted"/> too, so that the origin can stop.
/// </summary>
internal sealed class TestOrigin : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<OriginRequest> _requests = [];
    private readonly Tally _arrived = new("requests at the origin");
    private readonly Tally _aborted = new("aborted requests at the origin");
    private readonly RequestDelegate _handler;
    private readonly bool _readBodies;
    private readonly WebApplication _app;

    private TestOrigin(RequestDelegate handler, bool http2, bool readBodies)
    {
        _handler = handler;
        _readBodies = readBodies;
        // The empty builder reads no environment and logs nowhere.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // Tests hold bodies back on purpose.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            if (http2) kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Speaks HTTP/1.1.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>Speaks HTTP/2 in clear text, with prior knowledge; <see langword="null"/> unless asked for.</summary>
    public Uri? Http2Address { get; private set; }

    /// <summary>How many requests came.</summary>
    public int Count => _arrived.Count;

    /// <summary>How many requests the client gave up before their handler had ended.</summary>
    public int Aborts => _aborted.Count;

    /// <summary>A snapshot of what came so far, in order of arrival.</summary>
    public IReadOnlyList<OriginRequest> Requests
    {
        get
        {
            lock (_lock) return [.. _requests];
        }
    }

    /// <param name="handler">Answers every request.</param>
    /// <param name="http2">Whether to listen for HTTP/2 too.</param>
    /// <param name="readBodies">
    /// Whether each body is read to its end before <paramref name="handler"/> runs, which then finds it in memory.
    /// </param>
    public static async Task<TestOrigin> StartAsync(RequestDelegate handler, bool http2 = false, bool readBodies = true)
    {
        var origin = new TestOrigin(handler, http2, readBodies);
        await Wait.ForAsync(origin._app.StartAsync());
        var addresses = ((IApplicationBuilder)origin._app).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        origin.BaseAddress = new Uri(addresses[0]);
        if (http2) origin.Http2Address = new Uri(addresses[1]);
        return origin;
    }

    /// <summary>Answers every request with 200 and the same text.</summary>
    public static Task<TestOrigin> StartAsync(string text = "hello") =>
        StartAsync(context => context.Response.WriteAsync(text, context.RequestAborted));

    public Task WaitForRequestsAsync(int count) => _arrived.WaitForAsync(count);

    public Task WaitForAbortsAsync(int count) => _aborted.WaitForAsync(count);

    public async ValueTask DisposeAsync()
    {
        // A cancelled token skips the polite wait for connections that tests leave open.
        await Wait.ForAsync(_app.StopAsync(new CancellationToken(true)));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = new OriginRequest(context);
        lock (_lock) _requests.Add(request);
        using var registration = context.RequestAborted.UnsafeRegister(_ => MarkAborted(request), null);
        _arrived.Add();
        try
        {
            if (_readBodies) await ReadBodyAsync(context, request);
            await _handler(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; there is nobody to tell.
        }
        finally
        {
            // The handler's own registration may have run first and brought us here before ours ran.
            if (context.RequestAborted.IsCancellationRequested) MarkAborted(request);
        }
    }

    private static async Task ReadBodyAsync(HttpContext context, OriginRequest request)
    {
        var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        request.Body = copy.ToArray();
        copy.Position = 0;
        context.Request.Body = copy;
    }

    private void MarkAborted(OriginRequest request)
    {
        if (request.MarkAborted()) _aborted.Add();
    }
}
