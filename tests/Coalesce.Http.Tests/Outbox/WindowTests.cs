using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>What is to go only at certain hours, through the whole chain.</summary>
public sealed class WindowTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Post_OutsideOfItsHours_IsKeptAndGoesWhenTheyBegin()
    {
        var server = new Scripted { IsUp = true };
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.NotBefore = "22:00-06:00", time: new FakeTimeProvider(Noon));

        var receipt = await chain.QueueAsync(); // although the server is up
        Assert.True((await chain.EndAsync(receipt, TimeSpan.FromMinutes(1))).IsDelivered);

        AssertWithin(Assert.Single((await chain.EntryAsync(receipt)).Attempts).StartedAt);
        Assert.Single(server.Arrived);
    }

    [Fact]
    public async Task Post_WithinItsHours_IsSentAtOnce()
    {
        var server = new Scripted { IsUp = true };
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.NotBefore = "22:00-06:00", time: new FakeTimeProvider(Noon.AddHours(11)));

        using var answer = await Wait.ForAsync(chain.PostAsync());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Replay_ThatFailsForDays_IsTriedWithinItsHoursAlone()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(
            server.AnswerAsync, route => (route.NotBefore, route.ReplayFor) = ("22:00-06:00", TimeSpan.FromDays(300)), time: new FakeTimeProvider(Noon));
        var receipt = await chain.QueueAsync();
        await chain.UntilAsync(() => chain.StepsOf(receipt).Count(step => step == BrokerEventKind.EntryRescheduled) >= 2, TimeSpan.FromMinutes(1));
        server.IsUp = true;

        Assert.True((await chain.EndAsync(receipt, TimeSpan.FromMinutes(1))).IsDelivered);

        var attempts = (await chain.EntryAsync(receipt)).Attempts;
        Assert.All(attempts, attempt => AssertWithin(attempt.StartedAt));
    }

    private static void AssertWithin(DateTimeOffset moment) => Assert.True(moment.Hour is >= 22 or < 6, $"It was sent at {moment}.");
}
