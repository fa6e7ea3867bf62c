using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>An outbox ends whatever its application does, burns nothing by it, and begins whatever its store throws.</summary>
public sealed class EndTests
{
    [Fact]
    public async Task Dispose_AHookNeverReturns_EndsAllTheSame()
    {
        var (server, time, hooks) = (new Scripted(), new FakeTimeProvider(), new Tally("hooks"));
        var services = new ServiceCollection();
        services.AddHttpClient("feed", client => client.BaseAddress = new Uri("http://stub/"))
            .AddCoalescing(options =>
            {
                options.TimeProvider = time;
                options.Routes["POST /like"] = new RouteOptions { Queue = QueueWhen.Down };
                options.Outbox.OnReplaying = async (_, _, _) =>
                {
                    hooks.Add();
                    await new TaskCompletionSource().Task;
                };
            })
            .UseInMemoryOutbox()
            .ConfigurePrimaryHttpMessageHandler(() => new StubHandler(server.AnswerAsync));
        var provider = services.BuildServiceProvider();
        using var response = await Wait.ForAsync(provider.GetRequiredService<IHttpClientFactory>().CreateClient("feed").PostAsync("like", null));
        Assert.True(response.TryGetReceipt(out var receipt));
        var completion = receipt.Completion;
        await MoveAsync(time, () => hooks.Count > 0);

        var disposal = provider.DisposeAsync().AsTask();
        await MoveAsync(time, () => disposal.IsCompleted);

        await disposal;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(completion));
    }

    [Fact]
    public async Task Dispose_WhileAReplayIsUnderWay_BurnsNoAttempt()
    {
        var store = new InMemoryOutboxStore();
        var wire = new UntilDisposed();
        var chain = new OutboxChain((_, _) => throw new InvalidOperationException(), route => route.MaxAttempts = 2, store: store, wire: wire);
        var receipt = await chain.QueueAsync();
        await chain.UntilAsync(() => wire.Sends.Count == 2);

        await Wait.ForAsync(Task.Run(async () => await chain.DisposeAsync())); // where whoever waits for the wire goes on within its disposal

        var entry = (await store.Browser.FindAsync("CoalescingPipeline", receipt.Id, default))!;
        Assert.Equal((OutboxState.Waiting, "Stopped"), (entry.State, entry.Attempts[^1].Error));
    }

    [Fact]
    public async Task Start_TheStoreThrowsAnything_IsAskedAgain()
    {
        var server = new Scripted();
        var store = new HeldAppends(new InMemoryOutboxStore()) { Failure = new TimeZoneNotFoundException() };
        store.Release();
        await using var chain = new OutboxChain(server.AnswerAsync, store: store);
        await Wait.UntilAsync(() => store.Opens.Count > 0);
        store.Failure = null;
        var receipt = await chain.QueueAsync();
        server.IsUp = true;

        Assert.True((await chain.EndAsync(receipt)).IsDelivered);
    }

    [Fact]
    public async Task Completion_EndedAndRemovedByAnother_SaysSo()
    {
        await using var chain = new OutboxChain(new Scripted().AnswerAsync);
        chain.Outbox.Pause();
        var receipt = await chain.QueueAsync();
        var completion = receipt.Completion;
        await Wait.UntilAsync(() => !chain.Mutations.IsBusy);

        var now = chain.Time.GetUtcNow();
        var leased = Assert.Single(await chain.Store.LeaseAsync([receipt.Id], "another", now, default));
        await chain.Store.ChangeAsync(leased.Lease, new OutboxChange { To = OutboxState.Delivered, At = now }, default);
        Assert.Equal(1, await chain.Store.PurgeAsync("CoalescingPipeline", now.AddSeconds(1), default));

        await chain.UntilAsync(() => completion.IsCompleted, TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => completion);
    }

    [Fact]
    public async Task Hold_AnotherProcessDiscardsItsEntry_TheLaneGoesOn()
    {
        var server = new Scripted { Up = request => new HttpResponseMessage(request.RequestUri!.Query == "?1" ? HttpStatusCode.Unauthorized : HttpStatusCode.OK) };
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.LaneBy = "one");
        var first = await chain.QueueAsync("/a?1");
        var second = await chain.QueueAsync("/a?2");
        server.IsUp = true;
        await chain.UntilAsync(() => chain.Outbox.GetHolds().Count == 1);

        await Wait.UntilAsync(() => chain.Store.Browser!.DiscardAsync("CoalescingPipeline", first.Id, chain.Time.GetUtcNow(), default).AsTask().Result);

        Assert.True((await chain.EndAsync(second)).IsDelivered);
        Assert.Empty(chain.Outbox.GetHolds());
    }

    private static async Task MoveAsync(FakeTimeProvider time, Func<bool> condition)
    {
        for (var steps = 0; !condition(); steps++)
        {
            Assert.True(steps < 100_000, "The clock was moved on and on in vain.");
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Run(static () => { });
        }
    }

    /// <summary>Is down at first; then answers nothing, and fails what is under way when it is disposed.</summary>
    private sealed class UntilDisposed : HttpMessageHandler
    {
        private readonly TaskCompletionSource<HttpResponseMessage> _answer = new(); // who waits goes on within the disposal: not after what comes after it

        public Tally Sends { get; } = new("sends");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sends.Add();
            return Sends.Count == 1 ? throw new HttpRequestException(HttpRequestError.ConnectionError, "down") : WaitAsync(cancellationToken);
        }

        private async Task<HttpResponseMessage> WaitAsync(CancellationToken cancellationToken)
        {
            await using var registration = cancellationToken.UnsafeRegister(_ => _answer.TrySetCanceled(cancellationToken), null);
            return await _answer.Task;
        }

        protected override void Dispose(bool disposing)
        {
            _answer.TrySetException(new ObjectDisposedException(nameof(UntilDisposed)));
            base.Dispose(disposing);
        }
    }
}
