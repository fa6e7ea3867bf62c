using Coalesce.Http;
using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;
using ConsoleDemo.Drawing;
using Spectre.Console;

namespace ConsoleDemo.Outboxes;

/// <summary>Sends what waits in a file through pipelines of its own, one a client, and says what became of each entry.</summary>
internal sealed class DrainCommand(IAnsiConsole console, TimeProvider time)
{
    /// <returns>Whether nothing is left that waits, and nothing was refused.</returns>
    public async Task<bool> RunAsync(SqliteOutboxStore store, Uri to, TimeSpan replayFor, CancellationToken cancellationToken)
    {
        var (delivered, refused, left) = (0, 0, 0);
        foreach (var client in await store.GetClientsAsync(cancellationToken))
        {
            var drain = new DrainStore(store, client, to, replayFor, time, Tell);
            await DrainAsync(drain, cancellationToken);
            delivered += drain.Delivered;
            refused += drain.Refused;
            var states = (await store.CountAsync(client, cancellationToken)).ByState;
            left += states.GetValueOrDefault(OutboxState.Waiting) + states.GetValueOrDefault(OutboxState.Replaying) + states.GetValueOrDefault(OutboxState.Trying);
        }
        console.Line($"{delivered} delivered, {refused} became dead letters, {left} left.");
        return refused + left == 0;
    }

    private async Task DrainAsync(DrainStore drain, CancellationToken cancellationToken)
    {
        // A redirect is no delivery: it is judged, not followed.
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, options =>
        {
            options.TimeProvider = time;
            options.OutboxStore = drain;
            // The routes and hooks of the entries' app are not known here. Whatever those could decide otherwise is left to it: the store leaves what may be older than the server's memory.
            options.Routes[DrainStore.Route] = new RouteOptions { Queue = QueueWhen.Always, ReplayFor = TimeSpan.FromDays(3650) };
            options.Outbox.OnConflict = static (_, _, _) => ValueTask.FromResult(ConflictDecision.Retry);
        });
        await drain.Done.WaitAsync(cancellationToken);
    }

    private void Tell(OutboxEntry entry, string outcome) =>
        console.Line($"{entry.Id.ToString("n")[^8..]}  {Visible.Line(entry.Method)} {Visible.Line(entry.Uri.PathAndQuery)}: {outcome}");
}
