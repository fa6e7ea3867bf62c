namespace Coalesce.Http.Tests.Isolation;

/// <summary>The wire of a stage: a primary handler of another's making that adds nothing.</summary>
internal sealed class StageWire(Stage stage) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        stage.AnswerAsync(request, cancellationToken);
}

/// <summary>A handler inside, given as a function over what is further in.</summary>
internal sealed class StageHandler(
    Stage stage, Func<HttpRequestMessage, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>, CancellationToken, Task<HttpResponseMessage>> send)
    : DelegatingHandler
{
    public StageHandler(Stage stage, Action<HttpRequestMessage> add)
        : this(stage, (request, next, token) =>
        {
            add(request);
            return next(request, token);
        })
    {
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await stage.Door.WaitAsync(cancellationToken);
        return await send(request, base.SendAsync, cancellationToken);
    }
}

/// <summary>A primary handler of another's making, given as a function.</summary>
internal sealed class OwnLeaf(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        send(request, cancellationToken);
}

/// <summary>A class derived from .NET's own, that adds a token and then does as its base would.</summary>
internal sealed class DerivedLeaf(Stage stage) : HttpClientHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await stage.Door.WaitAsync(cancellationToken);
        AmbientChains.AddToken(request);
        return await stage.AnswerAsync(request, cancellationToken);
    }
}
