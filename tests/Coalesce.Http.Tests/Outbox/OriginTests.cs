using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>Nothing is sent to another origin than it was for, and a redirect is a delivery only where the route says so.</summary>
public sealed class OriginTests
{
    [Fact]
    public async Task Replay_TheClientsAddressHasChanged_IsHeldAndSentNowhere()
    {
        var server = new Scripted();
        var store = new InMemoryOutboxStore();
        Guid id;
        await using (var before = new OutboxChain(server.AnswerAsync, store: store)) id = (await before.QueueAsync()).Id;
        server.IsUp = true;
        HttpClient? client = null;
        await using var after = new OutboxChain(server.AnswerAsync, store: store, address: "http://elsewhere/", configure: options =>
            options.ReplayClient = client = new HttpClient(new Unreachable()) { BaseAddress = new Uri("http://elsewhere/") });
        using (client)
        {
            await after.UntilAsync(() => after.Outbox.GetHolds().Count == 1);
            Assert.Equal((LaneHoldReason.OriginChanged, id), (after.Outbox.GetHolds().Single().Why, after.Outbox.GetHolds().Single().EntryId));
            Assert.Empty(server.Arrived);

            // Once nobody wants it any more, its lane is not held for its sake.
            await Wait.UntilAsync(() => after.Outbox.DiscardAsync(id).AsTask().Result); // not while its lease is being ended
            Assert.Empty(after.Outbox.GetHolds());
        }
    }

    [Fact]
    public async Task Post_ToAnotherOriginThanTheClients_IsSentAndNotKept()
    {
        var (server, log) = (new Scripted(), new LogRecorder());
        HttpClient? client = null;
        await using var chain = new OutboxChain(server.AnswerAsync, configure: options =>
        {
            options.ReplayClient = client = new HttpClient(new Unreachable()) { BaseAddress = new Uri("http://STUB:80/") };
            options.LoggerFactory = new LoggerFactory([log]);
        });
        using (client)
        {
            // Its replay would only be held: whoever sends it learns that it failed.
            for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(chain.PostAsync("http://other/like?secret")));
            await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(chain.PostAsync("http://stub:81/like")));
            await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(chain.PostAsync("https://stub:80/like")));
            Assert.Empty((await chain.Outbox.ListAsync(new OutboxQuery())).Entries);
            var said = Assert.Single(log.Warnings, line => line.Contains("another origin", StringComparison.Ordinal)); // once
            Assert.Contains("http://other/like ", said, StringComparison.Ordinal);

            await chain.QueueAsync("/like");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Replay_IsRedirected_IsDeliveredWhereTheRouteSaysSo(bool toAnotherOrigin)
    {
        await using var target = await TestOrigin.StartAsync(context => context.Response.WriteAsync("order 7"));
        var isDown = true;
        await using var origin = await TestOrigin.StartAsync(context =>
        {
            if (Volatile.Read(ref isDown)) context.Response.StatusCode = 503;
            else if (context.Request.Method == "POST") (context.Response.StatusCode, context.Response.Headers.Location) = (303, toAnotherOrigin ? target.BaseAddress + "7" : "/orders/7");
            else return context.Response.WriteAsync("order 7");
            return Task.CompletedTask;
        });
        await using var chain = new OutboxChain(
            new Scripted().AnswerAsync, route => route.RedirectIsSuccess = true, wire: new SocketsHttpHandler(), address: origin.BaseAddress.AbsoluteUri);
        var receipt = await chain.QueueAsync("/orders");
        Volatile.Write(ref isDown, false);

        var outcome = await chain.EndAsync(receipt, TimeSpan.FromMilliseconds(10));

        Assert.Equal((OutboxState.Delivered, 200), (outcome.State, outcome.Answer!.Status));
        Assert.Equal("order 7"u8.ToArray(), outcome.Answer.Body.ToArray());
        Assert.Equal(toAnotherOrigin ? 1 : 0, target.Requests.Count);
        Assert.Empty(chain.Outbox.GetHolds());
    }

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("It was sent.");
    }
}
