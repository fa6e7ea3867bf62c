using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>A gateway: Kestrel in, the chain of the case out, whose name is the last part but one of the host; behind it the origin of all cases.</summary>
public sealed class ConformanceHost : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, CaseRun> _runs = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private RawOrigin _origin = null!;
    private TestOrigin _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _origin = new RawOrigin(message => RunOf(message.Host).AnswerTo(message));
        _gateway = await TestOrigin.StartAsync(ForwardAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        await _origin.DisposeAsync();
    }

    internal CaseRun Begin(string name, Case played, CaseMode mode)
    {
        var run = new CaseRun(played, mode, () => new SocketsHttpHandler { UseCookies = false, UseProxy = false, ConnectCallback = ConnectAsync });
        _runs[name] = run;
        return run;
    }

    internal Task<HttpResponseMessage> SendAsync(string name, Step step)
    {
        var request = new HttpRequestMessage(new HttpMethod(step.Method), new Uri(_gateway.BaseAddress, step.Path));
        request.Headers.Host = $"{step.Host}{name}.test";
        foreach (var (header, value) in step.Headers) request.Headers.TryAddWithoutValidation(header, value);
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private CaseRun RunOf(string host) => _runs[host.Split('.')[^2]];

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var run = RunOf(context.DnsEndPoint.Host);
        run.Attempted();
        if (run.IsDown) throw new SocketException((int)SocketError.ConnectionRefused);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_origin.Address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"http://{context.Request.Host}{target}");
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name == "X-User") request.WithPartition(values.ToString());
            else if (name is not "Host" and not "Content-Length") request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        try
        {
            using var response = await RunOf(context.Request.Host.Value!).Chain.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            {
                if (name != "Transfer-Encoding") context.Response.Headers[name] = values.ToArray();
            }
            if (response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.NoContent) return;
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException) when (!context.Response.HasStarted && context.Response.StatusCode == 200 && context.Response.Headers.Count == 0)
        {
            context.Response.StatusCode = 599;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            context.Abort(); // what came is not all
        }
    }
}
