using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Whoever leaves before the answer takes the mutation back; whoever cannot any more gets the receipt.</summary>
public sealed class WithdrawalTests
{
    [Fact]
    public async Task Cancel_WhileTheBodyIsRead_LeavesNothing()
    {
        await using var chain = new OutboxChain(Hang);
        using var caller = new CancellationTokenSource();
        var body = new HeldBody();
        var call = chain.PostAsync(change: request => request.Content = body.AsContent(), cancellationToken: caller.Token);
        await body.Reads.WaitForAsync(1);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        Assert.Empty((await chain.Outbox.ListAsync(new OutboxQuery())).Entries);
        Assert.Equal(0, chain.Stub.Count);
    }

    [Fact]
    public async Task Cancel_DuringTheAppend_IsWithdrawnAndNeverSent()
    {
        var store = new HeldAppends(new InMemoryOutboxStore());
        await using var chain = new OutboxChain(Hang, store: store);
        using var caller = new CancellationTokenSource();
        var call = chain.PostAsync(cancellationToken: caller.Token);
        await store.Asked.WaitForAsync(1);

        await caller.CancelAsync();
        store.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        await AssertWithdrawnAsync(chain, mayHaveArrived: false, sent: 0);
    }

    [Fact]
    public async Task Cancel_OfOneThatWouldWaitInItsLane_IsWithdrawnToo()
    {
        var store = new HeldAppends(new InMemoryOutboxStore());
        await using var chain = new OutboxChain(Hang, route => route.Queue = QueueWhen.Always, store: store);
        using var caller = new CancellationTokenSource();
        chain.Outbox.Pause();
        var call = chain.PostAsync(cancellationToken: caller.Token);
        await store.Asked.WaitForAsync(1);

        await caller.CancelAsync();
        store.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        chain.Outbox.Resume();
        await AssertWithdrawnAsync(chain, mayHaveArrived: false, sent: 0);
    }

    [Fact]
    public async Task Timeout_OfTheClient_IsWithdrawn()
    {
        await using var chain = new OutboxChain(Hang);
        chain.Client.Timeout = TimeSpan.FromMilliseconds(50);

        await Assert.ThrowsAsync<TaskCanceledException>(() => Wait.ForAsync(chain.PostAsync()));

        await AssertWithdrawnAsync(chain, mayHaveArrived: chain.Stub.Count == 1, sent: chain.Stub.Count);
    }

    [Fact]
    public async Task Deadline_DuringTheAttempt_IsWithdrawn()
    {
        await using var chain = new OutboxChain(Hang);
        var call = chain.PostAsync(change: request => request.WithDeadline(chain.Time.GetUtcNow().AddSeconds(1)));
        await chain.Stub.WaitForRequestsAsync(1);

        chain.Time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TaskCanceledException>(() => Wait.ForAsync(call));
        await AssertWithdrawnAsync(chain, mayHaveArrived: true, sent: 1);
    }

    [Fact]
    public async Task Superseded_DuringTheAttempt_IsWithdrawn()
    {
        await using var chain = new OutboxChain((request, token) => request.RequestUri!.Query == "?1" ? Hang(request, token) : Task.FromResult(new HttpResponseMessage()));
        var older = chain.PostAsync("/draft?1", change: request => request.WithSupersedeBy("draft"));
        await chain.Stub.WaitForRequestsAsync(1);

        using (var newer = await Wait.ForAsync(chain.PostAsync("/draft?2", change: request => request.WithSupersedeBy("draft")))) Assert.Equal(HttpStatusCode.OK, newer.StatusCode);

        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(older));
        await AssertWithdrawnAsync(chain, mayHaveArrived: true, sent: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_WhenItIsKeptAlready_StillGetsTheReceipt(bool hasOwnAnswer)
    {
        using var caller = new CancellationTokenSource();
        var store = new CancelledAtTheEnd(new InMemoryOutboxStore(), caller);
        await using var chain = new OutboxChain(new Scripted().AnswerAsync, route => route.QueuedAnswer = hasOwnAnswer ? _ => new StringContent("{}") : null, store: store);

        using var response = await Wait.ForAsync(chain.PostAsync(cancellationToken: caller.Token));

        Assert.True(response.TryGetReceipt(out var receipt));
        Assert.Equal(OutboxState.Waiting, (await chain.EntryAsync(receipt)).State);
        Assert.True(caller.IsCancellationRequested);
    }

    [Fact]
    public async Task Superseded_WhenItIsKeptAlready_StillGetsTheReceipt()
    {
        OutboxChain? chain = null;
        Task<HttpResponseMessage>? newer = null;
        var began = 0;
        using var unused = new CancellationTokenSource();
        var store = new CancelledAtTheEnd(new InMemoryOutboxStore(), unused)
        {
            Then = () =>
            {
                if (Interlocked.Exchange(ref began, 1) == 0) newer = chain!.PostAsync("/draft?2", change: request => request.WithSupersedeBy("draft"));
            },
        };
        await using (chain = new OutboxChain(new Scripted().AnswerAsync, store: store))
        {
            using var older = await Wait.ForAsync(chain.PostAsync("/draft?1", change: request => request.WithSupersedeBy("draft")));

            Assert.True(older.TryGetReceipt(out _));
            using var second = await Wait.ForAsync(newer!);
            Assert.True(second.TryGetReceipt(out _));
        }
    }

    [Fact]
    public async Task Replay_OfASupersedingRoute_NeitherSupersedesNorIsSuperseded()
    {
        var server = new Scripted();
        var held = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var chain = new OutboxChain((request, token) => request.RequestUri!.Query == "?new" ? held.Task : server.AnswerAsync(request, token),
            route => (route.SupersedeBy, route.LaneBy) = ("draft", "draft"));
        var old = await chain.QueueAsync("/draft?old");
        var trying = chain.PostAsync("/draft?new", change: request => request.WithLane("new"));
        await chain.Stub.WaitForRequestsAsync(2);
        server.IsUp = true;

        Assert.True((await chain.EndAsync(old)).IsDelivered);
        Assert.False(trying.IsCompleted);
        held.SetResult(new HttpResponseMessage());
        using (await Wait.ForAsync(trying)) Assert.Single((await chain.EntryAsync(old)).Attempts, attempt => attempt.Error is not null);
    }

    private static async Task AssertWithdrawnAsync(OutboxChain chain, bool mayHaveArrived, int sent)
    {
        await Wait.UntilAsync(() => chain.Outbox.ListAsync(new OutboxQuery { State = OutboxState.Withdrawn }).AsTask().Result.Entries is [var entry] && entry.MayHaveArrived == mayHaveArrived);
        Assert.True(await Wait.ForAsync(chain.Outbox.DrainAsync(TimeSpan.Zero)));
        chain.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(sent, chain.Stub.Count);
        await Wait.UntilAsync(() => chain.Events.Any(told => told.Kind == BrokerEventKind.EntryWithdrawn));
    }

    private static async Task<HttpResponseMessage> Hang(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException();
    }
}
