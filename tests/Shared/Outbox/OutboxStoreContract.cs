using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

/// <summary>What every <see cref="IOutboxStore"/> must do. A store joins by a class that says how it is made.</summary>
public abstract partial class OutboxStoreContract : IAsyncLifetime
{
    private IOutboxStore _store = null!;

    /// <summary>A store that holds nothing yet.</summary>
    protected abstract IOutboxStore CreateStore();

    /// <summary>Another store over what is behind one that was disposed; <see langword="null"/> where that does not outlive it.</summary>
    protected virtual IOutboxStore? Reopen(IOutboxStore store) => null;

    private IOutboxBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_store.Browser is null, "The store can only queue.");
            return _store.Browser;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _store = CreateStore();
        await Wait.ForAsync(_store.OpenAsync(default));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Wait.ForAsync(_store.DisposeAsync());
    }

    private Task<OutboxAppended> AppendAsync(OutboxEntry entry, bool mayTry = true, OutboxBounds? bounds = null) =>
        Wait.ForAsync(_store.AppendAsync(entry, Owner, mayTry, bounds ?? Wide, default));

    /// <summary>Appends one that waits, and acknowledges it.</summary>
    private async Task<OutboxEntry> WaitsAsync(OutboxEntry entry)
    {
        await AcknowledgeAsync(await AppendAsync(entry, mayTry: false));
        return entry with { State = OutboxState.Waiting };
    }

    private async Task AcknowledgeAsync(OutboxAppended appended)
    {
        Assert.Equal(OutboxAppendResult.Waiting, appended.Result);
        var acknowledged = new OutboxChange { To = OutboxState.Waiting, NotBefore = appended.Entry!.NotBefore, At = appended.Entry.NotBeforeSetAt };
        await BecomesAsync(OutboxState.Waiting, appended.Lease, acknowledged);
    }

    private async Task<OutboxLease> TriesAsync(OutboxEntry entry)
    {
        var appended = await AppendAsync(entry);
        Assert.Equal(OutboxAppendResult.Trying, appended.Result);
        return appended.Lease;
    }

    private Task<IReadOnlyList<OutboxLeased>> LeaseAllAsync(string owner, params Guid[] ids) => LeaseAllAsync(0, owner, ids);

    private Task<IReadOnlyList<OutboxLeased>> LeaseAllAsync(double at, string owner, params Guid[] ids) => Wait.ForAsync(_store.LeaseAsync(ids, owner, At(at), default));

    private async Task<OutboxLease> LeasesAsync(OutboxEntry entry, string owner = Owner) => Assert.Single(await LeaseAllAsync(owner, entry.Id)).Lease;

    private async Task<OutboxLease> ReplaysAsync(OutboxEntry entry, string owner = Owner) => await LeasesAsync(await WaitsAsync(entry), owner);

    private Task<OutboxState?> ChangeAsync(OutboxLease lease, OutboxChange change) => Wait.ForAsync(_store.ChangeAsync(lease, change, default));

    private async Task BecomesAsync(OutboxState state, OutboxLease lease, OutboxChange? change = null) =>
        Assert.Equal(state, await ChangeAsync(lease, change ?? To(state)));

    /// <summary>Brings a new entry into a state, whatever its lane holds, as long as nothing in it is busy.</summary>
    private async Task<OutboxEntry> EntersAsync(OutboxState state, OutboxEntry entry)
    {
        switch (state)
        {
            case OutboxState.Trying:
                await TriesAsync(entry);
                break;
            case OutboxState.Waiting:
                await WaitsAsync(entry);
                break;
            case OutboxState.Replaying:
                await ReplaysAsync(entry);
                break;
            case OutboxState.Discarded:
                await WaitsAsync(entry);
                Assert.True(await DiscardAsync(entry));
                break;
            case OutboxState.Compacted:
                // A create and its delete go at once, and so leave their lane free.
                var create = entry with { Method = "PUT", Headers = [new("If-None-Match", "*")] };
                await WaitsAsync(create);
                await AppendAsync(Delete() with { Client = entry.Client, Uri = entry.Uri, Lane = entry.Lane, Partition = entry.Partition, CreatedAt = entry.CreatedAt });
                entry = create;
                break;
            default:
                await BecomesAsync(state, await TriesAsync(entry));
                break;
        }
        Assert.Equal(state, await StateAsync(entry));
        return entry;
    }

    private Task<OutboxDue> DueAsync(double now = 0, long after = 0, int max = 100, string client = Client) =>
        Wait.ForAsync(_store.FindDueAsync(client, At(now), after, max, default));

    private async Task DueIsAsync(double now, params OutboxEntry[] expected) => Same(expected, (await DueAsync(now)).Entries);

    private Task<OutboxEntry?> FindAsync(OutboxEntry entry) => Wait.ForAsync(Browser.FindAsync(entry.Client, entry.Id, default));

    private async Task<OutboxEntry> StoredAsync(OutboxEntry entry) => await FindAsync(entry) ?? throw new InvalidOperationException("It is not there.");

    private async Task<OutboxState?> StateAsync(OutboxEntry entry) => (await FindAsync(entry))?.State;

    private Task<OutboxPage> ListAsync(OutboxQuery? query = null, string client = Client) =>
        Wait.ForAsync(Browser.ListAsync(client, query ?? new OutboxQuery { Take = 1_000 }, default));

    private Task<bool> DiscardAsync(OutboxEntry entry, double at = 0) => Wait.ForAsync(Browser.DiscardAsync(entry.Client, entry.Id, At(at), default));

    private Task<bool> RetryAsync(OutboxEntry entry, double notBefore = 0, double? expires = null, double at = 0) =>
        Wait.ForAsync(Browser.RetryAsync(entry.Client, entry.Id, At(notBefore), expires is { } some ? At(some) : null, At(at), default));

    /// <summary>The same entries in the same order, by id.</summary>
    private static void Same(IEnumerable<OutboxEntry> expected, IEnumerable<OutboxEntry> actual) =>
        Assert.Equal(expected.Select(entry => entry.Id), actual.Select(entry => entry.Id));
}
