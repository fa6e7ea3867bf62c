using System.Net;
using System.Net.Http.Headers;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Nothing is sent as somebody else or somewhere else, and a log-in page delivers nothing.</summary>
public sealed class HoldTests
{
    [Fact]
    public async Task Replay_TheSessionHasExpired_IsHeldUntilItIsResumed()
    {
        var (isDown, isLoggedIn) = (true, false);
        await using var origin = await TestOrigin.StartAsync(context =>
        {
            if (Volatile.Read(ref isDown)) context.Response.StatusCode = 503;
            else if (context.Request.Path == "/login") return context.Response.WriteAsync("please log in");
            else if (!Volatile.Read(ref isLoggedIn)) context.Response.Redirect("/login");
            return Task.CompletedTask;
        });
        await using var chain = new OutboxChain(new Scripted().AnswerAsync, wire: new SocketsHttpHandler(), address: origin.BaseAddress.AbsoluteUri);
        var receipt = await chain.QueueAsync();
        Volatile.Write(ref isDown, false);

        await chain.UntilAsync(() => origin.Requests.Any(request => request.Target == "/login"), TimeSpan.FromMilliseconds(10));
        await Wait.UntilAsync(() => chain.Outbox.GetHolds().Count == 1);
        var hold = chain.Outbox.GetHolds().Single();
        Assert.Equal((LaneHoldReason.Redirected, receipt.Id), (hold.Why, hold.EntryId));
        Assert.False(receipt.Completion.IsCompleted);
        await Wait.UntilAsync(() => chain.StepsOf(receipt).Contains(BrokerEventKind.LaneRedirected));

        Volatile.Write(ref isLoggedIn, true);
        Assert.Equal(1, await chain.Outbox.ResumeAsync());
        var outcome = await chain.EndAsync(receipt, TimeSpan.FromMilliseconds(10));

        Assert.Equal((OutboxState.Delivered, 200), (outcome.State, outcome.Answer!.Status));
        Assert.Equal(["POST /like", "POST /like", "GET /login", "POST /like"], origin.Requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.Single(origin.Requests.Where(request => request.Method == "POST").Select(request => request.Header("Idempotency-Key")).Distinct());
    }

    [Fact]
    public async Task Replay_AnotherUserHasLoggedIn_WaitsForItsOwn()
    {
        var (server, user) = (new Scripted(), "A");
        await using var chain = new OutboxChain(server.AnswerAsync, configure: options => options.Partition = _ => Volatile.Read(ref user));
        var ofA = await chain.QueueAsync("/a");
        Volatile.Write(ref user, "B");
        var ofB = await chain.QueueAsync("/b");
        server.IsUp = true;

        // B's delivery tells that the server is back: whoever waits for it is hurried, but not as somebody else.
        Assert.True((await chain.EndAsync(ofB)).IsDelivered);
        using (var answer = await Wait.ForAsync(chain.PostAsync("/b"))) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        chain.Mutations.BackOnline();
        server.IsUp = false;
        var later = await chain.QueueAsync("/later");
        server.IsUp = true;
        Assert.True((await chain.EndAsync(later)).IsDelivered);
        Assert.DoesNotContain(server.Arrived, arrived => arrived.Path == "/a");

        Volatile.Write(ref user, "A");
        Assert.True((await chain.EndAsync(ofA)).IsDelivered);
    }

    [Fact]
    public async Task Replay_TheRequestAloneSaysWhose_IsSentOnlyWhereTheAppSaysItCan()
    {
        var server = new Scripted();
        var store = new InMemoryOutboxStore();
        OutboxReceipt ofA, ofNobody;
        await using (var before = new OutboxChain(server.AnswerAsync, store: store))
        {
            ofA = await before.QueueAsync("/a", change: request => request.WithPartition("A"));
            ofNobody = await before.QueueAsync("/nobody");
            server.IsUp = true;
            Assert.True((await before.EndAsync(ofNobody)).IsDelivered);
            Assert.DoesNotContain(server.Arrived, arrived => arrived.Path == "/a");
        }

        string? partition = null;
        server.Up = request =>
        {
            partition = request.GetPartition();
            return new HttpResponseMessage();
        };
        await using var after = new OutboxChain(server.AnswerAsync, store: store, configure: options => options.Outbox.CanReplay = _ => true);
        var receipt = await after.Outbox.FindAsync(ofA.Id);

        Assert.True((await after.EndAsync(receipt!)).IsDelivered);
        Assert.Equal("A", partition);
    }

    [Fact]
    public async Task Replay_CanReplayThrows_KeepsTheEntry()
    {
        var (server, isBroken) = (new Scripted(), true);
        await using var chain = new OutboxChain(server.AnswerAsync, configure: options => options.Outbox.CanReplay = entry =>
            Volatile.Read(ref isBroken) && entry.Lane == "a" ? throw new InvalidOperationException() : true);
        var broken = await chain.QueueAsync("/a", change: request => request.WithLane("a"));
        var whole = await chain.QueueAsync("/b");
        server.IsUp = true;

        Assert.True((await chain.EndAsync(whole)).IsDelivered);
        Assert.Equal(OutboxState.Waiting, (await chain.EntryAsync(broken)).State);
        Volatile.Write(ref isBroken, false);
        Assert.True((await chain.EndAsync(broken)).IsDelivered);
    }

    [Fact]
    public async Task Post_NobodyKnowsWhose_IsNotKept()
    {
        await using var chain = new OutboxChain(new Scripted().AnswerAsync, configure: options => options.Partition = _ => null);

        await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(chain.PostAsync()));

        Assert.Empty((await chain.Outbox.ListAsync(new OutboxQuery())).Entries);
    }

    [Fact]
    public async Task Replay_WouldLeaveWithOthersCredentials_IsHeldUntilItIsResumed()
    {
        var (server, token) = (new Scripted(), "A");
        var stub = new StubHandler(server.AnswerAsync);
        await using var chain = new OutboxChain(server.AnswerAsync, wire: new Authorizing(() => Volatile.Read(ref token)) { InnerHandler = stub });
        var receipt = await chain.QueueAsync();
        Volatile.Write(ref token, "B");
        server.IsUp = true;

        await chain.UntilAsync(() => chain.Outbox.GetHolds().Count == 1);
        Assert.Equal(LaneHoldReason.CredentialsChanged, chain.Outbox.GetHolds().Single().Why);
        using (await Wait.ForAsync(chain.PostAsync("/of-b"))) Assert.Single(chain.Outbox.GetHolds()); // B's answer says nothing of A's
        Assert.DoesNotContain(server.Arrived, arrived => arrived.Path == "/like");

        Volatile.Write(ref token, "A");
        await chain.Outbox.ResumeAsync();
        Assert.True((await chain.EndAsync(receipt)).IsDelivered);
        Assert.Equal("Bearer A", stub.Requests[^1].Header("Authorization"));
    }

    [Fact]
    public async Task Hold_IsReleasedByA2xxOfItsPartitionAndAuthorityAlone()
    {
        var (server, isRefused) = (new Scripted(), true);
        server.Up = request => new HttpResponseMessage(
            Volatile.Read(ref isRefused) && request.RequestUri!.AbsolutePath is "/a" or "/refused" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
        await using var chain = new OutboxChain(server.AnswerAsync, configure: options => options.Outbox.CanReplay = _ => true);
        var held = await chain.QueueAsync("/a", change: request => request.WithPartition("A"));
        server.IsUp = true;
        await chain.UntilAsync(() => chain.Outbox.GetHolds().Count == 1);
        await Wait.UntilAsync(() => chain.StepsOf(held).Contains(BrokerEventKind.LaneHeld));
        Assert.Equal(2, server.Arrived.Count); // once more at once

        using (await Wait.ForAsync(chain.PostAsync("/b", change: request => request.WithPartition("B")))) Assert.Single(chain.Outbox.GetHolds());
        using (await Wait.ForAsync(chain.PostAsync("http://other/b", change: request => request.WithPartition("A")))) Assert.Single(chain.Outbox.GetHolds());
        using (await Wait.ForAsync(chain.PostAsync("/refused", change: request => request.WithPartition("A")))) Assert.Single(chain.Outbox.GetHolds());
        Assert.Equal(5, server.Arrived.Count);
        Volatile.Write(ref isRefused, false);
        using (await Wait.ForAsync(chain.PostAsync("/b", change: request => request.WithPartition("A")))) await Wait.UntilAsync(() => chain.Outbox.GetHolds().Count == 0);

        Assert.True((await chain.EndAsync(held)).IsDelivered);
        Assert.DoesNotContain((await chain.EntryAsync(held)).Attempts, attempt => attempt.Status == 401); // no attempt was burned
    }

    [Fact]
    public async Task Hold_TheEntryExpires_EndsItAndTheLaneGoesOn()
    {
        var server = new Scripted { Up = request => new HttpResponseMessage(request.RequestUri!.Query == "?1" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK) };
        await using var chain = new OutboxChain(server.AnswerAsync, route => (route.ExpiresAfter, route.LaneBy) = (TimeSpan.FromHours(20), "one"));
        var first = await chain.QueueAsync("/a?1");
        server.IsUp = true;
        await chain.UntilAsync(() => chain.Outbox.GetHolds().Count == 1);

        var outcome = await chain.EndAsync(first, TimeSpan.FromMinutes(1));

        Assert.Equal((OutboxState.Dead, OutboxReason.Expired), (outcome.State, outcome.Reason));
        await Wait.UntilAsync(() => chain.Outbox.GetHolds().Count == 0);
        Assert.Equal(2, server.Arrived.Count);
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
