using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Broker.Scheduling;
using Coalesce.Http.Broker.Superseding;

namespace Coalesce.Http.Broker;

/// <summary>
/// One broker per named client: puts the machines together, which do not know of each other. Outlives the handlers, which are rebuilt by their factory.
/// </summary>
internal sealed partial class RequestBroker : IRequestBroker, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);
    private readonly BrokerSettings _settings;
    private readonly BrokerObserver _observer;
    private readonly FlightGroup _flights;
    private readonly ContextTrust _trust = new();
    private readonly SupersedeGroups _groups = new();
    private readonly Action<Permit> _watch;
    private readonly Action<Permit> _forget;
    private readonly CancellationTokenSource _stopping = new();
    private OutboxSteering? _steering;

    public RequestBroker(BrokerSettings settings)
    {
        _settings = settings;
        _observer = new BrokerObserver(settings.Name, settings.Time, settings.Logger);
        var pool = new SegmentPool(settings.MaxSharedMemory) { Collected = _observer.Collected };
        var body = new BodyLimits(pool, settings.MaxSharedBody, settings.SlowReaderGrace, settings.Time);
        _flights = new FlightGroup(new FlightRules(settings.Key, settings.Sharing, settings.JoinWindow, body, settings.Time, settings.Keeper), _observer);
        Scheduler = new RequestScheduler(settings.MaxConcurrency, settings.Time, _observer);
        var silent = new SilentPermits(settings.Time);
        _watch = silent.Watch;
        _forget = silent.Forget;
        Pool = pool;
    }

    public string Name => _settings.Name;

    public bool IsPaused => Scheduler.IsPaused;

    public IAsyncEnumerable<BrokerEvent> Events => _observer.Events.Watch();

    /// <summary>The mutations that are kept; <see langword="null"/>: there is no store.</summary>
    public RequestOutbox? Mutations { get; private set; }

    public IRequestOutbox Outbox => _steering ?? throw new InvalidOperationException(
        $"Client '{Name}' has no outbox: give it a store, with UseSqliteOutbox or UseInMemoryOutbox, or OutboxStore where there is no container.");

    public IRequestCache Cache => _settings.Cache ?? throw new InvalidOperationException($"Client '{Name}' keeps no answers: Cache.Enabled is false.");

    public RequestScheduler Scheduler { get; }

    public KeyRules KeyRules => _settings.Key;

    public TimeProvider Time => _settings.Time;

    /// <inheritdoc cref="FlightGroup.LastId"/>
    public long LastFlight => _flights.LastId;

    /// <inheritdoc cref="FlightGroup.TakeId"/>
    public long TakeNumber() => _flights.TakeId();

    /// <inheritdoc cref="FlightGroup.Moment"/>
    public FlightMoment Moment => _flights.Moment();

    /// <summary>Ends what the broker's handlers have begun for nobody, and so what no caller ends.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The memory of all shared bodies.</summary>
    public SegmentPool Pool { get; }

    /// <summary>
    /// Joins the request's flight or starts one. <see langword="null"/>: it is to be sent on its own, because its answers are known not to be shareable
    /// or because that flight waits, perhaps by way of others, for the send on whose behalf it was sent. In a synchronous caller's task, no response says the same.
    /// </summary>
    public Task<HttpResponseMessage>? Share(in RequestProbe probe, IFlightChain chain, in SendTerms terms, CancellationToken cancellationToken)
    {
        if (SendScope.IsNone) return _flights.Share(probe, chain, terms, default, cancellationToken);
        if (SendScope.RunsFor(this, probe)) return null;
        return _flights.Share(probe, chain, terms, new Behalf(SendScope.FlightOf(this), SendScope.Of(this)?.Turn), cancellationToken);
    }

    /// <summary>Whether requests for the authority may be shared: somebody vouches for whose they are, or nothing further in was seen to add anything.</summary>
    public bool Trusts(Uri uri, in Partition partition) => partition.IsKnown && (partition.Vouches || _trust.Trusts(uri));

    /// <summary>Whether the flight is this broker's, and not that of a chain around ours.</summary>
    public bool Owns(Flight flight) => flight.IsOf(_flights);

    /// <summary>The guard saw a flight leave with something that its key does not know.</summary>
    public void Expose(Flight flight, string difference)
    {
        // The authority that was asked for: a handler further in may have put another in its place, and callers will ask for this one again.
        if (_trust.Expose(flight.Uri)) _observer.ContextExposed(difference, flight.Uri);
        _flights.Expose(flight);
    }

    /// <summary>The cookies changed between hand-over and send: this flight is for its starter only, the next is keyed by the new ones.</summary>
    public void ExposeOnce(Flight flight) => _flights.Expose(flight);

    /// <summary>The cookies changed after the send: who waits shares the answer, and nobody else may come.</summary>
    public void Close(Flight flight) => _flights.Close(flight);

    public void MissGuard(string reason)
    {
        if (_trust.MissGuard()) _observer.GuardMissing(reason);
    }

    public void WarnOfSecondLevel(Exception exception) => _observer.SecondLevelFailed(exception);

    public void WarnOfResilienceOutside(string outcome) => _observer.ResilienceOutside(outcome);

    /// <summary>An unsafe request begins or has ended: no read may be answered from before it.</summary>
    public void SawWrite(Uri uri, in Partition partition)
    {
        var moment = _flights.Forget(uri, partition, _settings.ForgetOn);
        _settings.Keeper?.SawWrite(uri, partition, moment);
    }

    /// <summary>Waits for a send's turn. <see cref="CloseTurn"/> must follow.</summary>
    public async ValueTask<SendScope> OpenTurnAsync(Demand demand, SendName name, Flight? flight, CancellationToken cancellationToken)
    {
        if (Scheduler.IsOpen) return new SendScope(this, flight, turn: null);
        if (flight is null && SendScope.Of(this)?.Turn is { } lender) demand.Lend(lender);
        var turn = Scheduler.CreateTurn(demand, name);
        try
        {
            await Scheduler.OpenAsync(turn, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (demand.IsAbandoned && flight is null && !cancellationToken.IsCancellationRequested)
        {
            throw CancelledByBroker();
        }
        return new SendScope(this, flight, turn);
    }

    public void CloseTurn(SendScope scope)
    {
        var turn = scope.Turn;
        scope.Leave();
        if (turn is not null) Scheduler.Close(turn);
    }

    /// <summary>Ties the permit of an attempt to the end of its response's body.</summary>
    public HttpResponseMessage TieToBody(Permit permit, HttpResponseMessage response, HttpMethod method)
    {
        try
        {
            if (response is null || BodyTraits.IsWhole(response, method) || BodyTraits.NeverEnds(response))
            {
                permit.Release();
                return response!;
            }
            response.Content = new PermitContent(response.Content, permit);
            permit.Watch(_watch, _forget);
            return response;
        }
        catch
        {
            response?.TryDispose(); // its content, which may be another's code, threw when it was looked at
            throw;
        }
    }

    /// <summary>Takes a place in a supersede group, and the older ones' place.</summary>
    public SupersedeMember Supersede(SupersedeKey group, RequestKey request, Uri uri, SupersedeMode mode, string? route)
    {
        var member = _groups.Enter(group, request, uri, mode, out var superseded);
        member.Recall.Threw = _observer.RecallThrew;
        foreach (var older in superseded) _observer.Superseded(older, route);
        return member;
    }

    /// <summary>A request that may be taken back by other than superseding.</summary>
    public Recall CreateRecall() => new() { Threw = _observer.RecallThrew };

    /// <summary>Takes a place beside the newest, for a request that is to follow.</summary>
    public SupersedeMember Follow(SupersedeMember follower, out bool isAlone)
    {
        var member = _groups.Follow(follower, out isAlone);
        member.Recall.Threw = _observer.RecallThrew;
        return member;
    }

    public bool TryKeepHead(SupersedeMember member) => _groups.TryKeepHead(member);

    public void LeaveGroup(SupersedeMember member) => _groups.Leave(member);

    /// <summary>Gives it an outbox, before anything is sent.</summary>
    public void KeepIn(OutboxSettings settings)
    {
        Mutations = new RequestOutbox(Name, settings, new OutboxObserver(Name, _observer.Events, Time, _settings.Logger), Time);
        _steering = new OutboxSteering(Mutations);
    }

    /// <summary>The receipt of an entry that was queued.</summary>
    public OutboxReceipt ReceiptOf(OutboxEntry entry) => _steering!.ReceiptOf(entry);

    /// <summary>Ends replays first: they are sent through what is cancelled then.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Mutations is not null) await Mutations.DisposeAsync().ConfigureAwait(false);
        Stop();
    }

    /// <summary>Cancels all that is under way, and ends the watchers.</summary>
    public void Dispose()
    {
        // Its work runs on the pool, in nobody's context, and is cancelled: waiting for it gives leases back before the store is disposed, and cannot lock up.
        Mutations?.DisposeAsync().AsTask().Wait(LongestGoodbye);
        Stop();
    }

    private void Stop()
    {
        Cancel(static _ => true, static _ => true);
        _ = _stopping.CancelAsync(); // on the pool: what listens to it may be another's code
        _observer.Events.Close();
    }
}
