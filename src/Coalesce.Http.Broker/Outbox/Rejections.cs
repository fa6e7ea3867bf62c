namespace Coalesce.Http.Broker.Outbox;

/// <summary>Tells the application of dead letters: one after the other, and beside whatever else the outbox does, since its hook may take its time.</summary>
internal sealed class Rejections(Func<OutboxEntry, OutboxOutcome, CancellationToken, ValueTask>? hook, IOutboxObserver observer) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    public void Tell(OutboxEntry entry, OutboxOutcome outcome)
    {
        if (hook is null) return;
        lock (_gate) _last = TellAsync(_last, entry, outcome); // only begun here: it yields at once
    }

    /// <summary>Asks the hook to end, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task last;
        lock (_gate) last = _last;
        await last.ConfigureAwait(false);
    }

    private async Task TellAsync(Task before, OutboxEntry entry, OutboxOutcome outcome)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await hook!(entry, outcome, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            observer.Failed("OnRejected", entry, e); // the entry is a dead letter, and kept
        }
    }
}
