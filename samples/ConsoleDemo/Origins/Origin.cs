using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ConsoleDemo.Origins;

/// <summary>A Kestrel server on a free loopback port of this process, which notes every request that it gets.</summary>
internal sealed class Origin : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Origin(WebApplication app, RequestLog log)
    {
        _app = app;
        Log = log;
        Address = new Uri(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    public RequestLog Log { get; }

    /// <summary>For example <c>http://127.0.0.1:40001/</c>.</summary>
    public Uri Address { get; }

    public static Task<Origin> StartAsync(Clock clock, IAnswers answers, CancellationToken cancellationToken = default) =>
        StartAsync(clock, answers, 0, cancellationToken);

    /// <summary>Starts at a port that an origin had before; 0: at any that is free.</summary>
    public static async Task<Origin> StartAsync(Clock clock, IAnswers answers, int port, CancellationToken cancellationToken)
    {
        // The empty builder reads no environment and no files: nothing outside can move the origin to another address.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, port));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var log = new RequestLog(clock);
        app.Run(context => HandleAsync(context, answers, log));
        await app.StartAsync(cancellationToken);
        return new Origin(app, log);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task HandleAsync(HttpContext context, IAnswers answers, RequestLog log)
    {
        var request = log.Arrive(context.Request.Headers["X-Request-ID"].ToString(), context.Request.Method, UrlOf(context));
        var aborted = false;
        try
        {
            await answers.AnswerAsync(context, request);
        }
        catch (Exception e) when (e is OperationCanceledException or ConnectionAbortedException or IOException
            && context.RequestAborted.IsCancellationRequested)
        {
            aborted = true;
        }
        finally
        {
            log.End(request, context.Response.StatusCode, aborted);
        }
    }

    /// <summary>A client that takes us for its proxy sends the whole URL, any other only the path, with the host in a header.</summary>
    private static string UrlOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') ? $"http://{context.Request.Host.Value}{target}" : target;
    }

    /// <summary>Recorded requests have long URLs, many headers and slow bodies; none of that is this server's business to refuse.</summary>
    private static void Configure(KestrelServerOptions options, int port)
    {
        options.Listen(IPAddress.Loopback, port, static listen => listen.Protocols = HttpProtocols.Http1);
        options.AddServerHeader = false;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestHeaderCount = 1_000;
        options.Limits.MaxRequestLineSize = 2 << 20;
        options.Limits.MaxRequestHeadersTotalSize = 2 << 20;
        options.Limits.MaxRequestBufferSize = 8 << 20;
    }
}
