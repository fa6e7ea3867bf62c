using System.Globalization;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>A process that mutates and replays is killed with SIGKILL, at named points and at random moments: what it acknowledged is delivered, or dead with a reason.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly KillPoint[] Points = [.. Enum.GetValues<KillPoint>().Where(point => point != KillPoint.None)];

    [Theory]
    [InlineData(nameof(KillPoint.BeforeWrite))]
    [InlineData(nameof(KillPoint.AfterWrite))]
    [InlineData(nameof(KillPoint.AfterAck))]
    [InlineData(nameof(KillPoint.BeforeSend))]
    [InlineData(nameof(KillPoint.AfterSend))]
    [InlineData(nameof(KillPoint.InCompaction))]
    public async Task Kill_AtAPoint_LosesNothing(string name)
    {
        await using var run = await KillRun.StartAsync();
        var point = Enum.Parse<KillPoint>(name);

        var stopped = await run.KillAtAsync(point, pass: point == KillPoint.InCompaction ? 1 : 10);

        if (point == KillPoint.InCompaction) await AssertCompactedAsync(run, int.Parse(stopped, CultureInfo.InvariantCulture));
        var sentBefore = run.Origin.Arrivals.Count(arrival => arrival.Key == stopped);
        await run.DrainAsync();
        var findings = await CheckAsync(run);
        switch (point)
        {
            case KillPoint.BeforeWrite:
                Assert.Null(run.Told[stopped].Acknowledged);
                Assert.Equal(0, findings.Arrivals(stopped));
                break;
            case KillPoint.AfterWrite:
                Assert.Null(run.Told[stopped].Acknowledged);
                Assert.NotEqual(0, findings.Arrivals(stopped));
                break;
            case KillPoint.AfterAck:
                Assert.NotNull(run.Told[stopped].Acknowledged);
                break;
            case KillPoint.BeforeSend:
                Assert.NotEqual(sentBefore, findings.Arrivals(stopped));
                break;
            case KillPoint.AfterSend:
                Assert.InRange(sentBefore, 1, findings.Arrivals(stopped) - 1);
                break;
        }
    }

    [Fact]
    public Task Kill_AtRandom_LosesNothing() => RunAsync(5, withPoints: false);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public Task Kill_VeryOften_LosesNothing() =>
        RunAsync(int.Parse(Environment.GetEnvironmentVariable("COALESCE_KILLS") ?? "200", CultureInfo.InvariantCulture), withPoints: true);

    private async Task RunAsync(int kills, bool withPoints)
    {
        await using var run = await KillRun.StartAsync();
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        while (run.Kills < kills)
        {
            // A third of the kills at points, those in turn.
            if (withPoints && run.Kills % 3 == 0) await run.KillAtAsync(Points[run.Kills / 3 % Points.Length], random.Next(1, 20));
            else if (random.Next(2) == 0) await run.KillAfterLinesAsync(random.Next(1, 200));
            else await run.KillAtRequestAsync(random.Next(0, 100), random.Next(2) == 0);
        }
        await run.DrainAsync();
        await CheckAsync(run);
    }

    private async Task<KillFindings> CheckAsync(KillRun run)
    {
        var findings = await KillFindings.OfAsync(run);
        output.WriteLine(findings.Figures);
        findings.AssertAll();
        return findings;
    }

    /// <summary>The transaction was never committed.</summary>
    private static async Task AssertCompactedAsync(KillRun run, int count)
    {
        await using var store = run.Open();
        var states = (await Wait.ForAsync(store.CountAsync("CoalescingPipeline", default))).ByState;
        Assert.Equal(count, states.GetValueOrDefault(OutboxState.Compacted));
    }
}
