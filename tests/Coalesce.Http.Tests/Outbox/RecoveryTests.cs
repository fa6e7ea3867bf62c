using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>An outage ends: whoever waits for the server goes at once.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Replay_TheCircuitHadOpened_RecoversWithoutAnyNewMutation()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);
        List<OutboxReceipt> receipts = [];
        for (var i = 0; i < 20; i++) receipts.Add(await chain.QueueAsync($"/{i}"));
        Assert.Equal(3, chain.Stub.Count); // the circuit spared the others
        server.IsUp = true;

        foreach (var receipt in receipts) Assert.True((await chain.EndAsync(receipt)).IsDelivered);

        Assert.Equal(20, server.Arrived.Count);
    }

    [Fact]
    public async Task BackOnline_WhoBacksOffGoesAtOnce()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync, route => (route.BackoffFirst, route.BackoffLongest) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        List<OutboxReceipt> receipts = [];
        for (var i = 0; i < 3; i++) receipts.Add(await chain.QueueAsync($"/{i}")); // the third opens the circuit
        server.IsUp = true;

        for (var i = 0; i < 100; i++) chain.Mutations.BackOnline();

        // The clock stands still.
        foreach (var receipt in receipts) Assert.True((await Wait.ForAsync(receipt.Completion)).IsDelivered);
        Assert.Equal(3, server.Arrived.Count);
    }

    [Theory]
    [InlineData(503, null, true)]
    [InlineData(503, "60", false)]
    [InlineData(0, null, true)]
    public async Task Answer_ToAnotherMutation_HurriesWhoBacksOffUnlessTheServerSaidWhen(int status, string? retryAfter, bool isHurried)
    {
        var (isUp, arrived) = (false, 0);
        await using var chain = new OutboxChain((request, _) =>
        {
            if (Volatile.Read(ref isUp))
            {
                if (request.RequestUri!.AbsolutePath == "/waits") Interlocked.Increment(ref arrived);
                return Task.FromResult(new HttpResponseMessage());
            }
            if (status == 0) throw new HttpRequestException(HttpRequestError.ConnectionError, "down");
            var response = new HttpResponseMessage((HttpStatusCode)status);
            if (retryAfter is not null) response.Headers.Add("Retry-After", retryAfter);
            return Task.FromResult(response);
        }, route => (route.BackoffFirst, route.BackoffLongest) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        var waits = await chain.QueueAsync("/waits");
        Volatile.Write(ref isUp, true);

        using (var answer = await Wait.ForAsync(chain.PostAsync("/new"))) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        if (isHurried) Assert.True((await Wait.ForAsync(waits.Completion)).IsDelivered); // the clock stands still
        else
        {
            using (await Wait.ForAsync(chain.PostAsync("/new"))) Assert.Equal(0, Volatile.Read(ref arrived));
            await chain.EndAsync(waits, TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task GatewaysNo_HurriesNobody()
    {
        await using var chain = new OutboxChain((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway)),
            route => (route.BackoffFirst, route.BackoffLongest) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        await chain.QueueAsync("/a");
        await chain.QueueAsync("/b");

        for (var i = 0; i < 20; i++) await Task.Run(static () => { }); // the clock stands still

        Assert.Equal(2, chain.Stub.Count);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task Clock_Jumps_MakeNoDelayLonger(int hours)
    {
        var time = new JumpingTime(new DateTimeOffset(2026, 1, 10, 12, 0, 0, TimeSpan.Zero));
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.ReplayFor = TimeSpan.FromDays(3), time: time);
        List<OutboxReceipt> receipts = [];
        for (var i = 0; i < 5; i++) receipts.Add(await chain.QueueAsync($"/{i}"));
        server.IsUp = true;
        time.Jump(TimeSpan.FromHours(hours));
        var start = time.GetTimestamp();

        foreach (var receipt in receipts) Assert.True((await chain.EndAsync(receipt)).IsDelivered);

        Assert.True(time.GetElapsedTime(start) < TimeSpan.FromHours(1), "It waited for the wall clock.");
    }
}
