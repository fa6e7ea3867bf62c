using Coalesce.Http.Broker;
using ConsoleDemo.Origins;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Tests.Outboxes;

public sealed class DrainTests : IDisposable
{
    private readonly OutboxFixture _outbox = new();
    private readonly Clock _clock = new(TimeProvider.System);

    public void Dispose() => _outbox.Dispose();

    [Fact]
    public async Task Drain_EntriesOfTwoClients_SendsEachToItsPathInTheOrderOfItsLane()
    {
        await using var origin = await Origin.StartAsync(_clock, new DemoAnswers(_clock), OutboxFixture.Token);
        foreach (var path in new[] { "/a?n=1", "/b?n=1", "/a?n=2", "//elsewhere.example/?n=1" }) await _outbox.KeepAsync(path);
        await _outbox.KeepAsync("/a?n=3", with: entry => entry with { NotBefore = entry.NotBefore.AddHours(1) });
        await _outbox.KeepAsync("/c?n=1", client: "chat");

        Assert.Equal(0, await _outbox.RunAsync("drain", "--to", origin.Address.AbsoluteUri));

        var sent = origin.Log.Snapshot().Select(request => $"{request.Method} {request.PathAndQuery}").ToList();
        Assert.Equal(["POST /a?n=1", "POST /a?n=2", "POST /a?n=3"], sent.Where(line => line.Contains("/a", StringComparison.Ordinal)));
        Assert.Equal(["POST //elsewhere.example/?n=1", "POST /b?n=1", "POST /c?n=1"], sent.Where(line => !line.Contains("/a", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("POST /a?n=2: delivered, 200", _outbox.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_OriginThatRefusesOne_SaysSoAndDeliversTheRest()
    {
        await using var origin = await Origin.StartAsync(_clock, new Statuses(path => path == "/a?n=1" ? 422 : path == "/b?n=1" ? 429 : 200), OutboxFixture.Token);
        var (dead, limited) = (await _outbox.KeepAsync("/a?n=1"), await _outbox.KeepAsync("/b?n=1"));
        var (next, behind) = (await _outbox.KeepAsync("/a?n=2"), await _outbox.KeepAsync("/b?n=2"));

        Assert.Equal(1, await _outbox.RunAsync("drain", $"--to={origin.Address}"));

        var text = _outbox.Output;
        Assert.Contains("POST /a?n=1: dead letter, Rejected, 422", text, StringComparison.Ordinal);
        Assert.Contains("POST /b?n=1: left, with what is behind it: 429", text, StringComparison.Ordinal);
        Assert.EndsWith("1 delivered, 1 became dead letters, 2 left.\n", text, StringComparison.Ordinal);
        Assert.Equal(3, origin.Log.Arrived);
        Assert.Equal(
            [OutboxState.Dead, OutboxState.Delivered, OutboxState.Waiting, OutboxState.Waiting],
            [(await _outbox.FindAsync(dead)).State, (await _outbox.FindAsync(next)).State, (await _outbox.FindAsync(limited)).State, (await _outbox.FindAsync(behind)).State]);
    }

    [Fact]
    public async Task Drain_OriginThatIsDown_LeavesAll()
    {
        var origin = await Origin.StartAsync(_clock, new DemoAnswers(_clock), OutboxFixture.Token);
        var address = origin.Address;
        await origin.DisposeAsync();
        for (var i = 0; i < 20; i++) await _outbox.KeepAsync($"/{i}");

        Assert.Equal(1, await _outbox.RunAsync("drain", "--to", address.AbsoluteUri));

        var text = _outbox.Output;
        Assert.Contains("left, with what is behind it: ConnectionError", text, StringComparison.Ordinal);
        Assert.EndsWith("0 delivered, 0 became dead letters, 20 left.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_EntryOfAPartitionOrWithCredentials_StaysForItsApp()
    {
        await using var origin = await Origin.StartAsync(_clock, new DemoAnswers(_clock), OutboxFixture.Token);
        await _outbox.KeepAsync("/a", partition: "alice");
        await _outbox.KeepAsync("/b", change: new OutboxChange { To = OutboxState.Waiting, NotBefore = DateTimeOffset.UtcNow, At = DateTimeOffset.UtcNow, CredentialsMark = "mark" });

        Assert.Equal(1, await _outbox.RunAsync("drain", "--to", origin.Address.AbsoluteUri));

        var text = _outbox.Output;
        Assert.Contains("POST /a: left, with what is behind it: it belongs to a partition", text, StringComparison.Ordinal);
        Assert.Contains("POST /b: left, with what is behind it: it needs its app's credentials", text, StringComparison.Ordinal);
        Assert.Equal(0, origin.Log.Arrived);
    }

    [Fact]
    public async Task Drain_EntryThatMayHaveArrivedLongAgo_StaysUnlessTheServerIsSaidToRemember()
    {
        await using var origin = await Origin.StartAsync(_clock, new DemoAnswers(_clock), OutboxFixture.Token);
        var now = DateTimeOffset.UtcNow;
        var sent = new OutboxChange { To = OutboxState.Waiting, NotBefore = now, At = now, Attempt = new OutboxAttempt(1, now.AddDays(-3), TimeSpan.FromSeconds(1), null, "Reset", MayHaveArrived: true) };
        var entry = await _outbox.KeepAsync("/a?n=1", with: entry => entry with { CreatedAt = now.AddDays(-3) }, change: sent);
        await _outbox.KeepAsync("/a?n=2");

        Assert.Equal(1, await _outbox.RunAsync("drain", "--to", origin.Address.AbsoluteUri));

        var text = _outbox.Output;
        Assert.Contains("POST /a?n=1: left, with what is behind it: it may have arrived 3 d ago, longer than --replay-for", text, StringComparison.Ordinal);
        Assert.EndsWith("0 delivered, 0 became dead letters, 2 left.\n", text, StringComparison.Ordinal);
        Assert.Equal(0, origin.Log.Arrived);
        Assert.Equal(OutboxState.Waiting, (await _outbox.FindAsync(entry)).State);

        Assert.Equal(0, await _outbox.RunAsync("drain", "--to", origin.Address.AbsoluteUri, "--replay-for", "7d"));

        Assert.EndsWith("2 delivered, 0 became dead letters, 0 left.\n", _outbox.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_Conflict_IsLeftToItsApp()
    {
        await using var origin = await Origin.StartAsync(_clock, new Statuses(_ => 409), OutboxFixture.Token);
        var entry = await _outbox.KeepAsync("/a");

        Assert.Equal(1, await _outbox.RunAsync("drain", "--to", origin.Address.AbsoluteUri));

        Assert.Contains("POST /a: left, with what is behind it: 409", _outbox.Output, StringComparison.Ordinal);
        Assert.Equal(OutboxState.Waiting, (await _outbox.FindAsync(entry)).State);
    }

    [Fact]
    public async Task Drain_ExpiredEntry_EndsUnsent()
    {
        await using var origin = await Origin.StartAsync(_clock, new DemoAnswers(_clock), OutboxFixture.Token);
        await _outbox.KeepAsync("/a", with: entry => entry with { CreatedAt = entry.CreatedAt.AddDays(-2), ExpiresAt = entry.CreatedAt.AddDays(-1) });

        Assert.Equal(1, await _outbox.RunAsync("drain", "--to", origin.Address.AbsoluteUri));

        Assert.Contains("POST /a: dead letter, Expired", _outbox.Output, StringComparison.Ordinal);
        Assert.Equal(0, origin.Log.Arrived);
    }

    private sealed class Statuses(Func<string, int> statusOf) : IAnswers
    {
        public Task AnswerAsync(HttpContext context, LoggedRequest request)
        {
            context.Response.StatusCode = statusOf(request.PathAndQuery);
            return Task.CompletedTask;
        }
    }
}
