using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

public abstract partial class OutboxStoreContract
{
    [Fact]
    public async Task Reopen_EntriesOfAllStates_AreAsTheyWere()
    {
        List<OutboxEntry> entries = [Full()];
        await WaitsAsync(entries[0]);
        foreach (var state in Enum.GetValues<OutboxState>()) entries.Add(await EntersAsync(state, Entry($"{state}")));
        var retried = Entry();
        await BecomesAsync(OutboxState.Waiting, await TriesAsync(retried), Later(50, at: 1) with { Attempt = Attempt(1, 1), Answer = Answer(503), CredentialsMark = "mark" });
        entries.Add(retried);
        List<string> before = [];
        foreach (var entry in entries) before.Add(Text(await StoredAsync(entry)));
        var counts = await CountAsync();

        var secret = _store.Secret.ToArray();

        await ReopenAsync();

        Assert.Equal(secret, _store.Secret.ToArray());
        for (var i = 0; i < entries.Count; i++) Assert.Equal(before[i], Text(await StoredAsync(entries[i])));
        var now = await CountAsync();
        Assert.Equal((counts.Bytes, counts.Oldest), (now.Bytes, now.Oldest));
        Assert.Equal(counts.ByState, now.ByState);
    }

    [Fact]
    public async Task Reopen_LanesAndLeases_GoOnWhereTheyWere()
    {
        var first = await WaitsAsync(Entry("a"));
        var second = await WaitsAsync(Entry("a"));
        var leased = await WaitsAsync(Entry("b"));
        var lease = await LeasesAsync(leased);
        await Wait.ForAsync(_store.RenewAsync(Owner, default));
        var claim = Assert.Single(await ClaimsAsync());

        await ReopenAsync();

        Assert.Equal(claim, Assert.Single(await ClaimsAsync()));
        await DueIsAsync(0, first);
        var third = await WaitsAsync(Entry("a"));
        foreach (var entry in (OutboxEntry[])[first, second, third]) await BecomesAsync(OutboxState.Delivered, await LeasesAsync(entry, Other));
        Assert.True(await EndClaimAsync(claim));
        Assert.Null(await ChangeAsync(lease, To(OutboxState.Delivered)));
        Assert.True((await LeasesAsync(leased, Other)).Fence > lease.Fence);
    }

    [Fact]
    public async Task Reopen_Keys_AreStillKnown()
    {
        var joined = Entry("a", "k");
        var lease = await TriesAsync(joined);
        await AppendAsync(Again(joined));
        var delivered = await EntersAsync(OutboxState.Delivered, Entry("b", "l"));

        await ReopenAsync();

        Assert.Equal(OutboxAppendResult.Joined, (await AppendAsync(Again(delivered))).Result);
        Assert.Equal(OutboxAppendResult.KeyReused, (await AppendAsync(Again(delivered) with { Body = null })).Result);
        // Also that it was joined.
        Assert.Equal(OutboxState.Waiting, await ChangeAsync(lease, To(OutboxState.Withdrawn)));
    }

    private async Task ReopenAsync()
    {
        await Wait.ForAsync(_store.DisposeAsync());
        if (Reopen(_store) is not { } reopened)
        {
            Assert.Skip("What the store holds does not outlive it.");
            return;
        }
        _store = reopened;
        await Wait.ForAsync(_store.OpenAsync(default));
    }
}
