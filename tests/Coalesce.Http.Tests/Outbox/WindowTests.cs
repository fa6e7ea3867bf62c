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
        await MoveToEveningAsync(chain);
        Assert.Empty(server.Arrived);

        Assert.True((await chain.EndAsync(receipt, TimeSpan.FromSeconds(1))).IsDelivered);
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
    public async Task Replay_ThatFails_IsTriedWithinItsHoursAlone()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync, route => route.NotBefore = "22:00-06:00", time: new FakeTimeProvider(Noon));
        var receipt = await chain.QueueAsync();
        await MoveToEveningAsync(chain);
        Assert.Empty((await chain.EntryAsync(receipt)).Attempts);
        await chain.UntilAsync(() => chain.StepsOf(receipt).Count(step => step == BrokerEventKind.EntryRescheduled) >= 2, TimeSpan.FromSeconds(1));
        server.IsUp = true;

        Assert.True((await chain.EndAsync(receipt, TimeSpan.FromSeconds(1))).IsDelivered);

        Assert.All((await chain.EntryAsync(receipt)).Attempts, attempt => AssertWithin(attempt.StartedAt));
    }

    /// <summary>To the minute before ten, in steps small enough that whatever is to go goes.</summary>
    private static Task MoveToEveningAsync(OutboxChain chain) => chain.UntilAsync(() => chain.Time.GetUtcNow() >= Noon.AddMinutes(599), TimeSpan.FromMinutes(1));

    private static void AssertWithin(DateTimeOffset moment) => Assert.True(moment.Hour is >= 22 or < 6, $"It was sent at {moment}.");
}
