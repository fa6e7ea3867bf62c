using System.Net.Http.Headers;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Nobody's mutation leaves as another's, also when the user changes while its replay is on its way.</summary>
public sealed class IdentityTests
{
    [Fact]
    public async Task Replay_AnotherLogsInWhileItWaitsForItsTurn_IsNotSentAsThem()
    {
        var (server, user) = (new Scripted(), "A");
        var slow = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stub = new StubHandler((request, token) => request.Method == HttpMethod.Get ? slow.Task : server.AnswerAsync(request, token));
        await using var chain = new OutboxChain(server.AnswerAsync, wire: new Authorizing(() => Volatile.Read(ref user)) { InnerHandler = stub }, configure: options =>
        {
            options.Partition = _ => Volatile.Read(ref user);
            options.MaxConcurrency = 1;
        });
        var receipt = await chain.QueueAsync("/a");
        var get = chain.Client.GetAsync("/slow");
        await stub.WaitForRequestsAsync(2);
        server.IsUp = true;
        await chain.UntilAsync(() => chain.Broker.GetWaiting().Count == 1);

        Volatile.Write(ref user, "B");
        slow.SetResult(new HttpResponseMessage());
        using (await Wait.ForAsync(get)) await Wait.UntilAsync(() => chain.Broker.GetWaiting().Count == 0);
        await Wait.UntilAsync(() => chain.EntryAsync(receipt).Result.State == OutboxState.Waiting);

        Assert.Empty(server.Arrived);
        Volatile.Write(ref user, "A");
        Assert.True((await chain.EndAsync(receipt)).IsDelivered);
        Assert.Equal("Bearer A", stub.Requests[^1].Header("Authorization"));
        Assert.Equal(1, (await chain.EntryAsync(receipt)).Attempts.Count(attempt => attempt.Status is null)); // what was not sent was no attempt
    }

    private sealed class Authorizing(Func<string> token) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
            return base.SendAsync(request, cancellationToken);
        }
    }
}
