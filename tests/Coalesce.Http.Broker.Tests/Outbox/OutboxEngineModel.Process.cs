using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

// A process of the model, and what it has under way.
internal sealed partial class OutboxEngineModel
{
    private sealed class Sending(Process process, OutboxLeased leased)
    {
        public Process Process => process;

        public OutboxLeased Leased => leased;

        public TaskCompletionSource<HttpResponseMessage> Head { get; } = new();

        public TaskCompletionSource Asked { get; } = new();

        public Task<OutboxChange>? Change { get; set; }
    }

    private sealed class Trying(Process process, OutboxEntry entry)
    {
        public Process Process => process;

        public OutboxEntry Entry => entry;

        public CancellationTokenSource Caller { get; } = new();

        public TaskCompletionSource<HttpResponseMessage> Head { get; } = new();

        public TaskCompletionSource Asked { get; } = new();

        public Task<Submitted>? Submitting { get; set; }
    }

    private sealed class Process : IReplayClient, IOutboxObserver
    {
        private readonly OutboxEngineModel _model;

        public Process(OutboxEngineModel model, string owner)
        {
            (_model, Owner) = (model, owner);
            var settings = new OutboxSettings
            {
                Store = model.Store, Client = this, Key = new KeyRules([], [], []), RulesOf = _ => Rules, CanReplay = _ => true, Random = () => 0.5,
            };
            Circuits = new Circuits(model._time);
            Ledger = new LeaseLedger(model.Store, this, (entry, _, _) => Ended.Add(entry.Id));
            var marks = new CredentialMarks(model.Store);
            Replay = new Replay(settings, Circuits, Holds, marks, this, model._time);
            First = new FirstAttempt(owner, settings, Circuits, Ledger, marks, this, model._time);
            Keeper = new LeaseKeeper(OutboxSamples.Client, owner, model.Store, Ledger, Lease, model._time);
        }

        public string Owner { get; }

        public OutboxRules Rules { get; } = new() { Queue = QueueWhen.Down, AttemptTimeout = TimeSpan.FromDays(40) };

        public Circuits Circuits { get; }

        public LaneHolds Holds { get; } = new();

        public LeaseLedger Ledger { get; }

        /// <summary>The entries whose leases ended, as they were told.</summary>
        public List<Guid> Ended { get; } = [];

        public LeaseKeeper Keeper { get; }

        public Replay Replay { get; }

        public FirstAttempt First { get; }

        /// <summary>What it sends, by the entry as it was leased: one that was taken over may be leased once more while its first send still hangs.</summary>
        public Dictionary<OutboxEntry, Sending> Wire { get; } = new(ReferenceEqualityComparer.Instance);

        public Uri? BaseAddress => null;

        public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sending = Wire[OutboxExchange.Of(request)!.Replayed!];
            if (_model.IsLeased(sending.Leased.Lease)) _model.CheckSend(sending.Leased.Entry); // not of one that was too slow: its second send after a 401 comes as late as its first may
            sending.Asked.TrySetResult();
            return sending.Head.Task; // also of the second send after a 401
        }

        public void Elsewhere(Uri uri) => throw new InvalidOperationException(uri.Authority);

        public void Told(OutboxStep step, OutboxEntry entry) { }

        public IDisposable? Replaying(OutboxEntry entry) => null;

        public void Failed(string what, OutboxEntry? entry, Exception exception) => throw new InvalidOperationException(what, exception);
    }
}
