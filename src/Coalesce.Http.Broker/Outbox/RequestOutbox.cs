using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>The outbox of one client: takes mutations, and knows how each ends.</summary>
/// <remarks>
/// What an entry goes through ends in the store's atomic steps. What this process knows beyond them (holds, receipts, circuits, who could not be reached) is lost with it, and found again.
/// </remarks>
internal sealed class RequestOutbox : IAsyncDisposable
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);
    private readonly OutboxSettings _settings;
    private readonly IOutboxObserver _observer;
    private readonly EntryMaker _maker;
    private readonly FirstAttempt _first;
    private readonly LeaseLedger _ledger;
    private readonly Circuits _circuits;
    private readonly Unreached _unreached = new();
    private readonly OutboxRunner _runner;
    private readonly Rejections _rejections;
    private readonly NetworkWatch _network;
    private volatile bool _isOpen;
    private bool _toldOfElsewhere;

    public RequestOutbox(string client, OutboxSettings settings, IOutboxObserver observer, TimeProvider time)
    {
        (Client, Time, _settings, _observer) = (client, time, settings, observer);
        var owner = OutboxOwner.NewName();
        _ledger = new LeaseLedger(settings.Store, observer, Ended);
        var marks = new CredentialMarks(settings.Store);
        _maker = new EntryMaker(client, settings.Key, settings.MaxBody, time);
        _circuits = new Circuits(time);
        _first = new FirstAttempt(owner, settings, _circuits, _ledger, marks, observer, time);
        var replay = new Replay(settings, _circuits, Holds, marks, observer, time);
        Replayer = new Replayer(client, owner, settings, replay, _circuits, Holds, _unreached, _ledger, observer, time);
        var keeper = new LeaseKeeper(client, owner, settings.Store, _ledger, settings.LeaseLength, time);
        _rejections = new Rejections(settings.OnRejected, observer);
        _runner = new OutboxRunner(client, settings, Replayer, keeper, Receipts, observer, time);
        _network = new NetworkWatch(BackOnline);
    }

    public string Client { get; }

    public TimeProvider Time { get; }

    public IOutboxStore Store => _settings.Store;

    public Replayer Replayer { get; }

    public LaneHolds Holds { get; } = new();

    public ReceiptBook Receipts { get; } = new();

    /// <summary>Tells that an entry has changed.</summary>
    public Broadcast Changed { get; } = new();

    /// <summary>Whether this process tries or replays something now: then not all has ended, and <see cref="Changed"/> will tell of it.</summary>
    public bool IsBusy => !_ledger.IsEmpty;

    /// <inheritdoc cref="OutboxRunner.IsOver"/>
    public bool IsOver => _runner.IsOver;

    public OutboxRules RulesOf(string? route) => _settings.RulesOf(route);

    /// <summary>Opens the store; costs nothing once it is open.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_isOpen) return;
        await _settings.Store.OpenAsync(cancellationToken).ConfigureAwait(false);
        _isOpen = true;
    }

    /// <summary>Begins to replay. May be called more than once.</summary>
    public void Start()
    {
        _runner.Start();
        _network.Begin();
    }

    /// <summary>Whether what is sent there can be kept: a replay to another origin than the client's own would only be held.</summary>
    public bool Takes(Uri uri)
    {
        if (_settings.Client.BaseAddress is not { } home || UriParts.IsSameOrigin(home, uri)) return true;
        if (Interlocked.Exchange(ref _toldOfElsewhere, true)) return false;
        _observer.Elsewhere(uri);
        return false;
    }

    /// <summary>Takes a mutation: tries it where that is right, and keeps it where it must be kept.</summary>
    /// <exception cref="OutboxException">It could not be kept, and was not sent.</exception>
    public async Task<Submitted> SubmitAsync(
        HttpRequestMessage request, EntryTerms terms, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        var handedOver = Time.GetTimestamp();
        var entry = await _maker.MakeAsync(request, terms, cancellationToken).ConfigureAwait(false);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var submitted = await _first.RunAsync(entry, terms.Rules, request, send, handedOver, cancellationToken).ConfigureAwait(false);
        if (submitted.IsFresh) Replayer.Offer(submitted.Entry!); // what lets go of it is asked for; whoever leases it now is behind that, and need not wait until it is durable
        foreach (var id in submitted.Compacted) Receipts.Complete(id, new OutboxOutcome(OutboxState.Compacted, OutboxReason.None, null));
        return submitted;
    }

    /// <summary>The network is there again: nobody need wait any longer for it.</summary>
    public void BackOnline()
    {
        _circuits.Forget();
        _unreached.Hurry(authority: null);
        Replayer.Wake();
    }

    public void Tell(OutboxStep step, OutboxEntry entry) => _observer.Told(step, entry);

    /// <summary>Something of the application's threw. The entry is kept.</summary>
    public void TellFailed(string what, OutboxEntry entry, Exception exception) => _observer.Failed(what, entry, exception);

    public async ValueTask DisposeAsync()
    {
        _network.Dispose();
        try
        {
            await EndAsync().WaitAsync(LongestGoodbye, Time).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            // A hook or a handler of the application does not end although it was asked to: what is under way is found again by its lease.
            _observer.Failed("end", null, e);
        }
        Receipts.Close();
    }

    private async Task EndAsync()
    {
        await _runner.DisposeAsync().ConfigureAwait(false);
        await _rejections.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A lease has ended, and the entry is in this state now.</summary>
    private void Ended(OutboxEntry entry, OutboxChange change, OutboxState state)
    {
        if (state == OutboxState.Waiting && change.Reach is Reach.Down or Reach.Slow) _unreached.Add(entry with { NotBefore = change.NotBefore });
        else _unreached.Remove(entry); // also where its server answers, which hurries others: it waits for what that said
        if (change.Reach == Reach.Up) _unreached.Hurry(entry.Uri.Authority); // the server answers
        if (state == OutboxState.Waiting)
        {
            if (entry.State == OutboxState.Replaying && change.Attempt is not null) _observer.Told(OutboxStep.Rescheduled, entry);
        }
        else
        {
            Holds.Forget(entry);
            if (!change.IsAnswered) _observer.Told(StepTo(state), entry); // first: whoever has the receipt may go on, and cause the next step
            Receipts.Complete(entry.Id, new OutboxOutcome(state, change.Reason, change.Answer));
            // A caller's own answer ends its entry too, also one that refuses its credentials.
            if (change is { To: OutboxState.Delivered, Attempt.Status: >= 200 and < 300 }) Holds.ReleaseAfter(entry);
        }
        Replayer.Wake();
        Changed.Tell();
        if (state == OutboxState.Dead) _rejections.Tell(entry, new OutboxOutcome(state, change.Reason, change.Answer));
    }

    private static OutboxStep StepTo(OutboxState state) => state switch
    {
        OutboxState.Delivered => OutboxStep.Delivered,
        OutboxState.Withdrawn => OutboxStep.Withdrawn,
        _ => OutboxStep.Dead,
    };
}
