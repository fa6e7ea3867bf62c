using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class LeaseLedgerTests
{
    [Fact]
    public async Task Retry_OfWhatTheStoreCouldNotTake_TellsItsEndThen()
    {
        var rig = new EngineRig();
        var store = new HeldAppends(rig.Store);
        List<OutboxState> told = [];
        var ledger = new LeaseLedger(store, rig, (_, _, state) => told.Add(state));
        var entry = OutboxSamples.Entry();
        var appended = await rig.Store.AppendAsync(entry, "owner", mayTry: true, new OutboxBounds(10, 1_000_000), default);
        ledger.Add(appended.Lease, entry);
        store.Failure = new OutboxUnavailableException("The disk is full.");
        await ledger.SettleAsync(appended.Lease, new OutboxChange { To = OutboxState.Delivered, At = OutboxSamples.Start });
        await ledger.RetryAsync();
        Assert.Empty(told);
        Assert.Equal(["store a change", "store a change"], rig.Failures);
        Assert.False(ledger.IsEmpty);

        store.Failure = null;
        await ledger.RetryAsync();

        Assert.Equal([OutboxState.Delivered], told);
        Assert.True(ledger.IsEmpty);
        await ledger.RetryAsync();
        Assert.Single(told);
    }
}
