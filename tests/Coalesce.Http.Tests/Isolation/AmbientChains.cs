using System.Net;
using System.Net.Http.Headers;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>All the ways in which something further in than the key can see makes a request the signed-in user's.</summary>
internal static class AmbientChains
{
    private static readonly Dictionary<string, Func<Stage, HttpMessageHandler>> All = new()
    {
        ["token added by a handler"] = Inside(AddToken),
        ["api key added by a handler"] = Inside(request => request.Headers.Add("X-Api-Key", Stage.User)),
        ["tenant added by a handler"] = Inside(request => request.Headers.Add("X-Tenant-Id", Stage.User)),
        ["tenant added twice"] = Inside(request => { request.Headers.Add("X-Tenant-Id", Stage.User); request.Headers.Add("X-Part", "1"); }),
        ["path rewritten"] = Inside(request => request.RequestUri = new Uri(request.RequestUri!, $"/u/{Stage.User}{request.RequestUri!.PathAndQuery}")),
        ["query rewritten"] = Inside(request => request.RequestUri = new Uri(request.RequestUri!, $"{request.RequestUri!.AbsolutePath}?user={Stage.User}")),
        ["host rewritten"] = Inside(request => request.RequestUri = new Uri($"http://{Stage.User}.tenants.test{request.RequestUri!.PathAndQuery}")),
        ["left-out header that the answer varies by"] = Inside(request => request.Headers.TryAddWithoutValidation("User-Agent", Stage.User)),
        ["answered from elsewhere"] = stage => new StageHandler(stage, (_, _, _) => Task.FromResult(Text(Stage.User!))) { InnerHandler = new StageWire(stage) },
        ["token on a clone with its options"] = stage => new StageHandler(stage, (request, next, token) => next(CloneWithToken(request, withOptions: true), token)) { InnerHandler = new StageWire(stage) },
        ["token on a clone without options"] = stage => new StageHandler(stage, (request, next, token) => next(CloneWithToken(request, withOptions: false), token)) { InnerHandler = new StageWire(stage) },
        ["hedged, the faster clone with token"] = stage => new StageHandler(stage, HedgeAsync) { InnerHandler = new StageWire(stage) },
        ["answer filled in after it came"] = stage => new StageHandler(stage, FillInAsync) { InnerHandler = new StageWire(stage) },
        ["token on the second attempt only"] = stage => new StageHandler(stage, RetryAsync) { InnerHandler = new StageWire(stage) },
        ["clone sent where no context flows"] = stage => new StageHandler(stage, SendElsewhereAsync) { InnerHandler = new StageWire(stage) },
        ["two handlers, the inner one adds"] = stage => new StageHandler(stage, _ => { }) { InnerHandler = Inside(AddToken)(stage) },
        ["primary that has sent before, so that nothing can be put into it"] = Sealed,
        ["primary in a wrapper that is no DelegatingHandler"] = stage => Wrapper(Inside(AddToken)(stage)),
        ["class derived from HttpClientHandler"] = stage => new DerivedLeaf(stage),
        ["leaf that adds to the request"] = stage => Leaf(stage, (request, token) => { AddToken(request); return stage.AnswerAsync(request, token); }),
        ["leaf that adds and names no request"] = stage => Leaf(stage, async (request, token) => { AddToken(request); return Without(await stage.AnswerAsync(request, token), null); }),
        ["leaf that adds and names another request"] = stage => Leaf(stage, async (request, token) =>
        {
            var before = Clone(request, withOptions: false);
            AddToken(request);
            return Without(await stage.AnswerAsync(request, token), before);
        }),
        ["leaf that sends a clone and names it"] = stage => Leaf(stage, (request, token) => stage.AnswerAsync(CloneWithToken(request, withOptions: true), token)),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static HttpMessageHandler Create(string name, Stage stage) => All[name](stage);

    public static void AddToken(HttpRequestMessage request) => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Stage.User);

    private static Func<Stage, HttpMessageHandler> Inside(Action<HttpRequestMessage> add) =>
        stage => new StageHandler(stage, add) { InnerHandler = new StageWire(stage) };

    private static OwnLeaf Leaf(Stage stage, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send) => new(async (request, token) =>
    {
        await stage.Door.WaitAsync(token);
        return await send(request, token);
    });

    private static StageHandler Sealed(Stage stage)
    {
        var handler = new StageHandler(stage, AddToken) { InnerHandler = new StageWire(stage) };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var first = new HttpRequestMessage(HttpMethod.Get, "http://api.test/first");
        invoker.SendAsync(first, CancellationToken.None).GetAwaiter().GetResult().Dispose(); // door and wire are open: it is complete
        return handler;
    }

    private static OwnLeaf Wrapper(HttpMessageHandler inner)
    {
        var invoker = new HttpMessageInvoker(inner);
        return new OwnLeaf(invoker.SendAsync);
    }

    private static async Task<HttpResponseMessage> HedgeAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> next, CancellationToken token)
    {
        var plain = next(Clone(request, withOptions: true), token);
        var own = next(CloneWithToken(request, withOptions: true), token);
        (await plain).Dispose();
        return await own;
    }

    /// <summary>The guard has seen this message, but not this body.</summary>
    private static async Task<HttpResponseMessage> FillInAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> next, CancellationToken token)
    {
        var response = await next(request, token);
        response.Content = new StringContent(Stage.User!);
        return response;
    }

    private static async Task<HttpResponseMessage> RetryAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> next, CancellationToken token)
    {
        (await next(request, token)).Dispose();
        AddToken(request);
        return await next(request, token);
    }

    /// <summary>As a sender with a queue and workers of its own does it.</summary>
    private static Task<HttpResponseMessage> SendElsewhereAsync(
        HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> next, CancellationToken token)
    {
        var clone = CloneWithToken(request, withOptions: false);
        using (ExecutionContext.SuppressFlow()) return Task.Run(() => next(clone, token), CancellationToken.None);
    }

    private static HttpRequestMessage CloneWithToken(HttpRequestMessage request, bool withOptions)
    {
        var clone = Clone(request, withOptions);
        AddToken(clone);
        return clone;
    }

    private static HttpRequestMessage Clone(HttpRequestMessage request, bool withOptions)
    {
        var clone = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var (name, values) in request.Headers.NonValidated) clone.Headers.TryAddWithoutValidation(name, values);
        if (withOptions) foreach (var option in request.Options) ((IDictionary<string, object?>)clone.Options).Add(option);
        return clone;
    }

    private static HttpResponseMessage Without(HttpResponseMessage response, HttpRequestMessage? named)
    {
        response.RequestMessage = named;
        return response;
    }

    private static HttpResponseMessage Text(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };
}
