using System.Collections.Concurrent;
using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Order within a lane, and nothing between lanes.</summary>
public sealed class LaneTests
{
    [Fact]
    public async Task Replay_OverFailures_KeepsTheOrderOfALane()
    {
        var server = new Scripted();
        var failed = new ConcurrentDictionary<string, bool>();
        await using var chain = new OutboxChain(async (request, token) =>
        {
            var body = await request.Content!.ReadAsStringAsync(token);
            if (server.IsUp && failed.TryAdd(body, true)) return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            return await server.AnswerAsync(request, token);
        });
        List<OutboxReceipt> receipts = [];
        for (var i = 0; i < 10; i++) receipts.Add(await chain.QueueAsync(body: $"{i}"));
        server.IsUp = true;

        await chain.EndAsync(receipts[^1]);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), server.Arrived.Select(arrived => arrived.Body));
    }

    [Fact]
    public async Task Replay_APoisonEntry_BlocksOnlyItsLane()
    {
        var server = new Scripted { Up = request => new HttpResponseMessage(request.RequestUri!.AbsolutePath == "/poison" ? HttpStatusCode.InternalServerError : HttpStatusCode.OK) };
        await using var chain = new OutboxChain(server.AnswerAsync, configure: options => options.Outbox.MaxReplays = 2);
        var poison = await chain.QueueAsync("/poison", "1");
        var behind = await chain.QueueAsync("/poison", "2");
        List<OutboxReceipt> others = [];
        for (var i = 0; i < 20; i++) others.Add(await chain.QueueAsync($"/other/{i}"));
        server.IsUp = true;

        foreach (var other in others) Assert.True((await chain.EndAsync(other)).IsDelivered);
        await chain.UntilAsync(() => server.Arrived.Count(arrived => arrived.Path == "/poison") > 3);

        Assert.Equal(OutboxState.Waiting, (await chain.EntryAsync(behind)).State);
        Assert.DoesNotContain(server.Arrived, arrived => arrived is { Path: "/poison", Body: "2" });
        Assert.False(poison.Completion.IsCompleted);
    }

    [Fact]
    public async Task Post_64AtOnceToOnePath_RunSideBySideAndGetTheServersOwnAnswers()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var chain = new OutboxChain(async (request, token) =>
        {
            await release.Task.WaitAsync(token);
            return new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent("for " + await request.Content!.ReadAsStringAsync(token)) };
        });

        var calls = Enumerable.Range(0, 64).Select(i => chain.PostAsync(body: $"{i}")).ToArray();
        await chain.Stub.WaitForRequestsAsync(64);
        release.SetResult();

        for (var i = 0; i < calls.Length; i++)
        {
            using var response = await Wait.ForAsync(calls[i]);
            Assert.Equal((HttpStatusCode.Created, $"for {i}"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
            Assert.False(response.TryGetReceipt(out _));
        }
    }

    [Fact]
    public async Task Post_WhileItsLaneIsBusy_QueuesBehindAlthoughTheServerIsUp()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);
        var first = await chain.QueueAsync(body: "1");
        server.IsUp = true;

        var second = await chain.QueueAsync(body: "2"); // the clock stands still: the first still backs off
        using (var elsewhere = await Wait.ForAsync(chain.PostAsync("/elsewhere"))) Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);

        Assert.True((await chain.EndAsync(second)).IsDelivered);
        Assert.True(first.Completion.IsCompleted);
        Assert.Equal(["1", "2"], server.Arrived.Where(arrived => arrived.Path == "/like").Select(arrived => arrived.Body));
    }

    [Fact]
    public async Task Lane_IsTheRoutesTemplateOrTheRequestsOwnOrThePath()
    {
        await using var chain = new OutboxChain(new Scripted().AnswerAsync, configure: options =>
            options.Routes["POST /posts/{id}/{what}"] = new RouteOptions { Queue = QueueWhen.Always, LaneBy = "post/{id}" });
        chain.Outbox.Pause();

        Assert.Equal("stub/like", (await chain.EntryAsync(await chain.QueueAsync("/like?q=1"))).Lane);
        Assert.Equal("post/7", (await chain.EntryAsync(await chain.QueueAsync("/posts/7/like"))).Lane);
        Assert.Equal("mine", (await chain.EntryAsync(await chain.QueueAsync("/posts/7/like", change: request => request.WithLane("mine")))).Lane);
    }

    [Fact]
    public async Task Post_TheStoreDoesNotKnowYetThatAnEarlierOneWaits_QueuesBehindIt()
    {
        var (server, store) = (new Scripted(), new HeldAppends(new InMemoryOutboxStore()) { ChangeFailure = new OutboxUnavailableException("The disk is full.") });
        store.Release();
        await using var chain = new OutboxChain(server.AnswerAsync, store: store);
        var first = await chain.QueueAsync(body: "1");
        (store.ChangeFailure, server.IsUp) = (null, true);

        var second = await chain.QueueAsync(body: "2");

        Assert.True((await chain.EndAsync(second)).IsDelivered);
        Assert.True((await chain.EndAsync(first)).IsDelivered);
        Assert.Equal(["1", "2"], server.Arrived.Select(arrived => arrived.Body));
    }
}
