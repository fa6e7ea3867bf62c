using System.Runtime.CompilerServices;
using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;

namespace ConsoleDemo.Outboxes;

/// <summary>All entries of a file, whichever client they belong to.</summary>
internal sealed class OutboxReader(SqliteOutboxStore store)
{
    /// <summary>Client by client, oldest first, without their bodies.</summary>
    public async IAsyncEnumerable<OutboxEntry> ReadAsync(OutboxState? state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var client in await store.GetClientsAsync(cancellationToken))
        {
            long? after = 0;
            while (after is { } from)
            {
                var page = await store.ListAsync(client, new OutboxQuery { State = state, After = from, Take = 1_000 }, cancellationToken);
                foreach (var entry in page.Entries) yield return entry;
                after = page.After;
            }
        }
    }

    /// <summary>The whole entry whose id begins or ends so.</summary>
    /// <exception cref="InputException">There is none, or more than one.</exception>
    public async Task<OutboxEntry> FindAsync(string part, CancellationToken cancellationToken)
    {
        List<OutboxEntry> found = [];
        await foreach (var entry in ReadAsync(null, cancellationToken))
        {
            var id = entry.Id.ToString("n");
            if (id.StartsWith(part, StringComparison.Ordinal) || id.EndsWith(part, StringComparison.Ordinal)) found.Add(entry);
        }
        return found switch
        {
            [] => throw new InputException($"No entry has an id that begins or ends with {part}."),
            [var only] => await store.FindAsync(only.Client, only.Id, cancellationToken) ?? throw new InputException($"Entry {only.Id} is kept no more."),
            _ => throw new InputException($"{found.Count} ids begin or end with {part}, such as {found[0].Id} and {found[1].Id}. Give more of it; ends differ more than beginnings."),
        };
    }
}
