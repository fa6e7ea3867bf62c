using System.Net;
using System.Reflection;
using Coalesce.Http.Broker;
using Coalesce.Http.Caching;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>A pipeline with a cache around a stub whose answers the test chooses, on a clock that only the test moves.</summary>
internal sealed class CacheChain : IDisposable
{
    private readonly CoalescingPipeline _pipeline;

    public CacheChain(Func<HttpRequestMessage, HttpResponseMessage>? answer = null, Action<CoalescingOptions>? configure = null, FakeTimeProvider? time = null)
    {
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        Answer = answer ?? (_ => new HttpResponseMessage());
        Stub = new StubHandler((request, _) => Head ?? Later(request) ?? Task.FromResult(Answer(request)));
        _pipeline = CoalescingPipeline.Create(Stub, options =>
        {
            options.TimeProvider = Time;
            configure?.Invoke(options);
        });
        Client = new HttpClient(_pipeline, disposeHandler: false) { BaseAddress = new Uri("http://stub/") };
    }

    public FakeTimeProvider Time { get; }

    public Func<HttpRequestMessage, HttpResponseMessage> Answer { get; set; }

    /// <summary>An answer that is under way, in place of <see cref="Answer"/>'s.</summary>
    public Task<HttpResponseMessage>? Head { get; set; }

    /// <summary>The same, for those requests alone for which it gives one.</summary>
    public Func<HttpRequestMessage, Task<HttpResponseMessage>?> Later { get; set; } = _ => null;

    public IRequestCache Cache => _pipeline.Broker.Cache;

    /// <summary>What it keeps, for a look from inside.</summary>
    public ResponseCache Kept => ((CoalescingClient)typeof(CoalescingPipeline).GetField("_client", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(_pipeline)!).Cache!;

    public StubHandler Stub { get; }

    public HttpClient Client { get; }

    public int Sent => Stub.Requests.Count;

    /// <summary>Whether something is still under way, such as a request beside an answer.</summary>
    public bool IsBusy => _pipeline.Broker.GetFlights().Count > 0;

    /// <summary>An answer with a body and headers, given as lines.</summary>
    public static HttpResponseMessage Response(string body, params string[] headers)
    {
        var response = new HttpResponseMessage { Content = new StringContent(body) };
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (header[..colon], header[(colon + 1)..].Trim());
            if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return response;
    }

    public static HttpResponseMessage NotModified(string tag) => new(HttpStatusCode.NotModified) { Headers = { { "ETag", tag } } };

    /// <summary>Whether it was answered of what is kept: hit, or why it was sent.</summary>
    public async Task<string> HowAsync(string path, params string[] headers)
    {
        var (_, _, status) = await GetAsync(path, headers);
        return status.Split(';', '=') is [_, " hit", ..] ? "hit" : status.Split("fwd=")[1].Split(';')[0];
    }

    public async Task<(HttpStatusCode Status, string Body, string CacheStatus)> GetAsync(string path = "/", params string[] headers)
    {
        using var response = await SendAsync(HttpMethod.Get, path, headers);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.GetValues("Cache-Status").Last());
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path = "/", params string[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            Assert.True(request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim()));
        }
        return Wait.ForAsync(Client.SendAsync(request));
    }

    public void Dispose()
    {
        Client.Dispose();
        _pipeline.Dispose();
    }
}
