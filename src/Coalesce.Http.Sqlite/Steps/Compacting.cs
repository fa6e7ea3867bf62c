using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Looks for what a new entry makes needless in its lane.</summary>
internal sealed class Compacting(Connection connection, EntryReader reader) : IDisposable
{
    /// <summary>The live entries of a lane with one URI, in their order: those that make the lane busy, those that are tried, and the dead.</summary>
    private const string InLane = "lane_print = ?2 AND uri_print = ?3";

    private static readonly string[] Conditions = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"];

    private readonly Statement _find = connection.Prepare($"""
        SELECT {EntryReader.Columns}, client, weight, body_weight, answer_weight, owner, turn FROM entries WHERE {InLane} AND turn IS NOT NULL
        UNION ALL SELECT {EntryReader.Columns}, client, weight, body_weight, answer_weight, owner, turn FROM entries INDEXED BY entries_leased WHERE {InLane} AND client = ?1 AND owner IS NOT NULL AND state = 0
        UNION ALL SELECT {EntryReader.Columns}, client, weight, body_weight, answer_weight, owner, turn FROM entries WHERE {InLane} AND state = 4
        ORDER BY seq
        """);

    /// <returns>Those that are needless, in lane order, and whether the new one drops out with them.</returns>
    public (List<(EntryControl Control, Guid Id)> Needless, bool IsPair) Find(EntryRow added, ClientTally client)
    {
        var entry = added.Entry;
        var isPut = entry.Method == "PUT";
        var mayPair = entry.Compaction == OutboxCompaction.DropPairs && entry.Method == "DELETE";
        if (entry.Compaction == OutboxCompaction.None || !(isPut || mayPair) || IsConditional(entry)) return ([], false);
        List<(EntryControl Control, Guid Id)> found = [];
        // A pair begins anew with each creation: the newest counts.
        var (begun, broken) = (false, false);
        _find.With(client.Id).With(added.LanePrint).With(added.UriPrint);
        while (_find.Step())
        {
            var other = reader.Read(_find);
            if (!IsSameTarget(other, entry)) continue;
            var waits = other.State == OutboxState.Waiting;
            var isFree = waits && _find.IsNull(EntryReader.Next + 4);
            if (isPut)
            {
                if (isFree && other.Method == "PUT" && !IsConditional(other)) found.Add((Control(added), other.Id));
                continue;
            }
            if (waits && IsCreation(other))
            {
                (begun, broken) = (true, false);
                found.Clear();
            }
            if (!begun) continue;
            broken |= !isFree || other.FirstSentAt is not null;
            found.Add((Control(added), other.Id));
        }
        return mayPair && broken ? ([], false) : (found, mayPair && begun);
    }

    public void Dispose() => _find.Dispose();

    private static bool IsSameTarget(OutboxEntry a, OutboxEntry b) => a.Uri.AbsoluteUri == b.Uri.AbsoluteUri
        && a.Client == b.Client && a.Lane == b.Lane && a.Partition == b.Partition && a.OwnPartition == b.OwnPartition;

    private static bool IsCreation(OutboxEntry entry)
    {
        if (entry.Method != "PUT") return false;
        foreach (var (name, value) in entry.Headers)
        {
            if (name.Equals("If-None-Match", StringComparison.OrdinalIgnoreCase) && value.AsSpan().Trim() is "*") return true;
        }
        return false;
    }

    private static bool IsConditional(OutboxEntry entry)
    {
        foreach (var (name, _) in entry.Headers)
        {
            if (Conditions.Contains(name, StringComparer.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>Nobody has leased it: those that are touched wait.</summary>
    private EntryControl Control(EntryRow added) => new(
        _find.Number(0), _find.Number(EntryReader.Next), OutboxState.Waiting, null, 0, false, added.LanePrint, _find.NumberOrNull(EntryReader.Next + 5),
        _find.Number(EntryReader.Next + 1), _find.Number(EntryReader.Next + 2), _find.Number(EntryReader.Next + 3), null);
}
