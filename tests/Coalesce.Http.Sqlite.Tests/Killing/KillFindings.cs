using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>What became of what was acknowledged: told by the children, seen by the server, and kept in the file.</summary>
internal sealed class KillFindings
{
    private const string Client = "CoalescingPipeline";
    private readonly IReadOnlyDictionary<string, ToldMutation> _told;
    private readonly IReadOnlyList<Arrival> _arrivals;
    private readonly Dictionary<string, OutboxEntry> _kept;
    private readonly Dictionary<string, int> _accepted = [];

    private KillFindings(KillRun run, Dictionary<string, OutboxEntry> kept)
    {
        (_told, _arrivals, _kept) = (run.Told, run.Origin.Arrivals, kept);
        for (var i = 0; i < _arrivals.Count; i++)
        {
            if (_arrivals[i].IsAccepted) _accepted.TryAdd(_arrivals[i].Key, i);
        }
        Figures = $"{run.Kills} kills, {Owed.Count()} acknowledged, {_arrivals.Count} arrivals, {_arrivals.Count - _arrivals.DistinctBy(arrival => arrival.Key).Count()} repeats, "
            + string.Join(", ", _kept.Values.GroupBy(entry => entry.State).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}"));
    }

    /// <summary>In one line.</summary>
    public string Figures { get; }

    private IEnumerable<ToldMutation> Owed => _told.Values.Where(told => told.Acknowledged is not null);

    public static async Task<KillFindings> OfAsync(KillRun run)
    {
        await using var store = run.Open();
        Dictionary<string, OutboxEntry> kept = [];
        for (long? after = 0; after is { } from;)
        {
            var page = await Wait.ForAsync(store.ListAsync(Client, new OutboxQuery { Take = 1_000, After = from }, default));
            foreach (var entry in page.Entries) kept.Add(entry.IdempotencyKey, entry);
            after = page.After;
        }
        return new KillFindings(run, kept);
    }

    /// <summary>How often a key came.</summary>
    public int Arrivals(string key) => _arrivals.Count(arrival => arrival.Key == key);

    public bool IsAccepted(string key) => _accepted.ContainsKey(key);

    public void AssertAll()
    {
        Assert.NotEmpty(Owed);
        Assert.DoesNotContain(Owed, told => told.Acknowledged!.Value.Status is not (200 or 202));
        AssertNothingIsLost();
        AssertRepeatsAreTheSame();
        AssertLanesAreInOrder();
    }

    private void AssertNothingIsLost()
    {
        Assert.DoesNotContain(_kept.Values, entry => entry.State is not (OutboxState.Delivered or OutboxState.Dead or OutboxState.Compacted));
        Assert.DoesNotContain(_kept.Values, entry => entry.State == OutboxState.Dead && (entry.Reason != OutboxReason.Rejected || entry.Uri.AbsolutePath != "/refused/1"));
        Assert.DoesNotContain(_kept.Values, entry => entry.State == OutboxState.Delivered && !IsAccepted(entry.IdempotencyKey));
        Assert.DoesNotContain(Owed, told => !IsAccepted(told.Key) && _kept.GetValueOrDefault(told.Key)?.State switch
        {
            OutboxState.Dead => false,
            OutboxState.Compacted => !IsReplaced(told),
            _ => true,
        });
    }

    /// <summary>By one that may stand behind it, and arrived.</summary>
    private bool IsReplaced(ToldMutation gone) => gone.Path.StartsWith("/latest", StringComparison.Ordinal)
        && _told.Values.Any(other => other.Path == gone.Path && !(other.Acknowledged?.Line < gone.Begun) && IsAccepted(other.Key));

    private void AssertRepeatsAreTheSame() =>
        Assert.DoesNotContain(_arrivals, arrival => _told.GetValueOrDefault(arrival.Key)?.Path != arrival.Path || !arrival.Body.AsSpan().SequenceEqual(Mutation.BodyOf(arrival.Key)));

    /// <summary>Nothing is accepted before what was acknowledged when it began. Repeats of what was accepted may come at any time: their keys tell.</summary>
    private void AssertLanesAreInOrder()
    {
        foreach (var lane in _told.Values.Where(told => IsAccepted(told.Key)).GroupBy(told => told.Path))
        {
            var answered = new Queue<ToldMutation>(lane.Where(told => told.Acknowledged is not null).OrderBy(told => told.Acknowledged!.Value.Line));
            var latest = -1;
            foreach (var told in lane.OrderBy(told => told.Begun))
            {
                while (answered.TryPeek(out var before) && before.Acknowledged!.Value.Line < told.Begun) latest = Math.Max(latest, _accepted[answered.Dequeue().Key]);
                Assert.True(_accepted[told.Key] > latest, $"{told} was accepted as number {_accepted[told.Key]}, before number {latest}, which was acknowledged when it began.");
            }
        }
    }
}
