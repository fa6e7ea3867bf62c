using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;

namespace Coalesce.Http.Benchmarks;

/// <summary>Ours: with lanes, keys, bounds and leases.</summary>
internal sealed class StoreEnqueue(string path, bool mayTry) : IEnqueue
{
    private readonly SqliteOutboxStore _store = new(new SqliteOutboxOptions { Path = path });

    public async ValueTask AddAsync(OutboxEntry entry)
    {
        var appended = await _store.AppendAsync(entry, "bench", mayTry, Jobs.NoBounds, CancellationToken.None).ConfigureAwait(false);
        if (appended.Result != (mayTry ? OutboxAppendResult.Trying : OutboxAppendResult.Waiting)) throw new WrongMeasurementException($"An entry was {appended.Result}.");
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
