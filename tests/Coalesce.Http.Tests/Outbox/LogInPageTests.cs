using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>A log-in page is no delivery, whoever follows the redirect and whoever asked.</summary>
public sealed class LogInPageTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Replay_AHandlerOfTheAppFollowsTheRedirect_IsHeld(bool bySameMessage)
    {
        var server = new Scripted
        {
            Up = request => request.RequestUri!.AbsolutePath == "/login" ? new HttpResponseMessage { Content = new StringContent("log in") }
                : new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("/login", UriKind.Relative) } },
        };
        await using var chain = new OutboxChain(server.AnswerAsync, wire: new Following(bySameMessage) { InnerHandler = new StubHandler(server.AnswerAsync) });
        var receipt = await chain.QueueAsync();
        server.IsUp = true;

        await chain.UntilAsync(() => chain.Outbox.GetHolds().Count == 1 || receipt.Completion.IsCompleted);

        Assert.Equal(LaneHoldReason.Redirected, Assert.Single(chain.Outbox.GetHolds()).Why);
        Assert.Equal(["/like", "/login"], server.Arrived.Select(arrived => arrived.Path));
    }

    [Fact]
    public async Task Join_TheFirstAttemptEndsAtALogInPage_IsNotDelivered()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sends = 0;
        await using var chain = new OutboxChain((_, _) => Interlocked.Increment(ref sends) == 1 ? answer.Task : Task.FromResult(LogIn()));
        var first = chain.PostAsync(change: request => request.WithIdempotencyKey("k"));
        await chain.Stub.WaitForRequestsAsync(1);
        var joined = await chain.QueueAsync(change: request => request.WithIdempotencyKey("k"));

        answer.SetResult(LogIn());
        using (var page = await Wait.ForAsync(first)) Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await chain.UntilAsync(() => chain.Outbox.GetHolds().Count == 1 || joined.Completion.IsCompleted);

        Assert.False(joined.Completion.IsCompleted);
        Assert.Equal(LaneHoldReason.Redirected, Assert.Single(chain.Outbox.GetHolds()).Why);
    }

    [Fact]
    public async Task Hold_AnotherMutationEndsAtALogInPage_IsNotReleased()
    {
        var server = new Scripted { Up = _ => LogIn() };
        await using var chain = new OutboxChain(server.AnswerAsync);
        await chain.QueueAsync("/a");
        server.IsUp = true;
        await chain.UntilAsync(() => chain.Outbox.GetHolds().Count == 1);

        using (await Wait.ForAsync(chain.PostAsync("/b"))) await Wait.UntilAsync(() => !chain.Mutations.IsBusy);

        Assert.Single(chain.Outbox.GetHolds());
    }

    private static HttpResponseMessage LogIn() => new() { RequestMessage = new HttpRequestMessage(HttpMethod.Get, "http://stub/login") };

    private sealed class Following(bool bySameMessage) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.Location is not { } location) return response;
            var next = bySameMessage ? request : new HttpRequestMessage();
            (next.Method, next.Content, next.RequestUri) = (HttpMethod.Get, null, new Uri(request.RequestUri!, location));
            return await base.SendAsync(next, cancellationToken);
        }
    }
}
