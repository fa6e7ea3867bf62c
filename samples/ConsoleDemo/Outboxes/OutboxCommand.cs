using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;
using ConsoleDemo.CommandLine;
using ConsoleDemo.Drawing;
using Spectre.Console;

namespace ConsoleDemo.Outboxes;

/// <summary>Looks into an outbox file, and steers what it holds; also while its app runs, as one more process that shares the file.</summary>
internal sealed class OutboxCommand(IAnsiConsole console, TimeProvider time)
{
    /// <returns>Whether all was done that was asked for.</returns>
    /// <exception cref="InputException">The file cannot be used, or there is no such entry.</exception>
    public async Task<bool> RunAsync(OutboxArguments asked, CancellationToken cancellationToken)
    {
        // The store would make what is missing; whoever looks has mistyped.
        if (Directory.Exists(asked.File)) throw new InputException($"{asked.File} is a directory, no outbox.");
        if (!File.Exists(asked.File)) throw new InputException($"{asked.File} does not exist.");
        if (new FileInfo(asked.File).Length == 0) throw new InputException($"{asked.File} is empty: it is no outbox.");
        var key = OutboxKey.Read(asked.KeyFile, Environment.GetEnvironmentVariable(OutboxKey.Variable));
        try
        {
            await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = asked.File, EncryptionKey = key });
            return await RunAsync(asked, store, new OutboxReader(store), cancellationToken);
        }
        catch (OutboxException e)
        {
            // The library speaks of its option; who is told here gives the key otherwise.
            throw new InputException(e.Message.Contains(nameof(SqliteOutboxOptions.EncryptionKey), StringComparison.Ordinal)
                ? $"{e.Message} (Here {nameof(SqliteOutboxOptions.EncryptionKey)} is what --key-file FILE or the variable {OutboxKey.Variable} gives.)" : e.Message, e);
        }
    }

    private async Task<bool> RunAsync(OutboxArguments asked, SqliteOutboxStore store, OutboxReader reader, CancellationToken cancellationToken)
    {
        switch (asked.Verb)
        {
            case OutboxVerb.List:
                var entries = await reader.ReadAsync(null, cancellationToken).ToListAsync(cancellationToken);
                OutboxTable.Write(console, entries, time.GetUtcNow());
                break;
            case OutboxVerb.Show:
                EntryText.Write(console, await reader.FindAsync(asked.Id, cancellationToken), time.GetUtcNow());
                break;
            case OutboxVerb.Retry:
                var retried = await reader.FindAsync(asked.Id, cancellationToken);
                if (!await RetryAsync(store, retried, cancellationToken)) throw Fixed(retried, "retried");
                console.Line($"{retried.Id} is due now.");
                break;
            case OutboxVerb.RetryAll:
                await RetryAllAsync(store, reader, cancellationToken);
                break;
            case OutboxVerb.Discard:
                var discarded = await reader.FindAsync(asked.Id, cancellationToken);
                if (!await store.DiscardAsync(discarded.Client, discarded.Id, time.GetUtcNow(), cancellationToken)) throw Fixed(discarded, "discarded");
                console.Line($"{discarded.Id} is discarded.");
                break;
            default:
                return await new DrainCommand(console, time).RunAsync(store, asked.To!, asked.ReplayFor, cancellationToken);
        }
        return true;
    }

    private async Task RetryAllAsync(SqliteOutboxStore store, OutboxReader reader, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var entry in reader.ReadAsync(OutboxState.Dead, cancellationToken))
        {
            if (await RetryAsync(store, entry, cancellationToken)) count++;
        }
        console.Line(count == 1 ? "1 dead letter is due now." : $"{count} dead letters are due now.");
    }

    /// <summary>A dead letter gets as long a life as it had; the route that set it is the app's, and not known here.</summary>
    private ValueTask<bool> RetryAsync(SqliteOutboxStore store, OutboxEntry entry, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return store.RetryAsync(entry.Client, entry.Id, now, now + (entry.ExpiresAt - entry.CreatedAt), now, cancellationToken);
    }

    private static InputException Fixed(OutboxEntry entry, string what) => new(entry.State
        is OutboxState.Trying or OutboxState.Replaying or OutboxState.Waiting or OutboxState.Dead
            ? $"{entry.Id} cannot be {what} now: a process has it in hand ({entry.State}). If that process is gone, drain or its app's next start lets it go."
            : $"{entry.Id} cannot be {what}: it has ended ({entry.State}).");
}
