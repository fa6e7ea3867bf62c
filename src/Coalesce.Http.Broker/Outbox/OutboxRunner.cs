namespace Coalesce.Http.Broker.Outbox;

/// <summary>Runs what an outbox does by itself: replays, and the ticks that keep leases, receipts and the store in order.</summary>
internal sealed class OutboxRunner(
    string client, OutboxSettings settings, Replayer replayer, LeaseKeeper keeper, ReceiptBook receipts, IOutboxObserver observer, TimeProvider time) : IAsyncDisposable
{
    private const int ReceiptsPerTick = 256;
    private static readonly TimeSpan Reopen = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _running;
    private bool _isOver;

    /// <summary>Whether it has been told to end: nothing is replayed here any more.</summary>
    public bool IsOver => _stop.IsCancellationRequested;

    /// <summary>Begins; once, however often it is called, and not after the end.</summary>
    public void Start()
    {
        if (Volatile.Read(ref _running) is not null) return;
        lock (_gate)
        {
            if (_running is not null || _isOver) return;
            // On the pool, and in nobody's context: what the first caller carries with it does not belong to the replays.
            using (ExecutionContext.SuppressFlow()) _running = Task.Run(RunAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? begun;
        lock (_gate) (begun, _isOver) = (_running, true);
        await _stop.CancelAsync().ConfigureAwait(false); // outside of the gate: what waits on it is others' code
        if (begun is { } running) await running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        if (!await OpenAsync().ConfigureAwait(false)) return;
        await Task.WhenAll(replayer.RunAsync(_stop.Token), TickAsync()).ConfigureAwait(false);
    }

    /// <summary>A store that cannot be opened now is asked again: a disk may come back.</summary>
    private async Task<bool> OpenAsync()
    {
        while (true)
        {
            try
            {
                await settings.Store.OpenAsync(_stop.Token).ConfigureAwait(false);
                return true;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception e)
            {
                observer.Failed("open the store", null, e);
            }
            if (!await PauseAsync(Reopen).ConfigureAwait(false)) return false;
        }
    }

    private async Task TickAsync()
    {
        do
        {
            try
            {
                if ((await keeper.TickAsync(_stop.Token).ConfigureAwait(false)).Count > 0) replayer.Wake();
                await LookForEndsAsync().ConfigureAwait(false);
                await settings.Store.PurgeAsync(client, time.GetUtcNow() - settings.KeepEnded, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                observer.Failed("keep its leases", null, e);
            }
        }
        while (await PauseAsync(keeper.Every).ConfigureAwait(false));
    }

    /// <summary>Another process may have ended what somebody here waits for.</summary>
    private async Task LookForEndsAsync()
    {
        if (settings.Store.Browser is not { } browser) return;
        foreach (var id in receipts.Some(ReceiptsPerTick))
        {
            receipts.Found(id, await browser.FindAsync(client, id, _stop.Token).ConfigureAwait(false));
        }
    }

    private async Task<bool> PauseAsync(TimeSpan length)
    {
        try
        {
            await Task.Delay(length, time, _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
