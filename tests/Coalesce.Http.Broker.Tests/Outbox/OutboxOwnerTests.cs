using System.Diagnostics;
using System.Globalization;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class OutboxOwnerTests
{
    [Fact]
    public void IsGone_OfThisProcessAndOfWhatCannotBeKnown_IsFalse()
    {
        Assert.False(OutboxOwner.IsGone(OutboxOwner.NewName()));
        Assert.NotEqual(OutboxOwner.NewName(), OutboxOwner.NewName());
        foreach (var name in (string[])["", "x", "elsewhere/1/2/3", "a/b/c/d/e", OutboxOwner.NewName().Replace('/', '-')]) Assert.False(OutboxOwner.IsGone(name));
        var parts = OutboxOwner.NewName().Split('/');
        Assert.False(OutboxOwner.IsGone($"{parts[0]}/{parts[1]}/?/x"));
        Assert.False(OutboxOwner.IsGone($"{parts[0]}/no number/1/x"));
    }

    [Fact]
    public void IsGone_AnotherProcessHasItsIdNow_IsTrue()
    {
        var parts = OutboxOwner.NewName().Split('/');

        Assert.True(OutboxOwner.IsGone($"{parts[0]}/{parts[1]}/1/x"));
    }

    [Fact]
    public async Task IsGone_OfAChild_OnceItHasEnded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads when the child began as the owner's name does on Linux.");
        using var child = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        var stat = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{child.Id}/stat"));
        var start = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        var name = string.Create(CultureInfo.InvariantCulture, $"{OutboxOwner.NewName().Split('/')[0]}/{child.Id}/{start}/x");

        Assert.False(OutboxOwner.IsGone(name));
        child.Kill();
        await Wait.ForAsync(child.WaitForExitAsync());

        Assert.True(OutboxOwner.IsGone(name));
    }

    [Fact]
    public async Task Keeper_OfAnOwnerThatIsGone_TakesOverAtOnce()
    {
        var store = new InMemoryOutboxStore();
        var rig = new EngineRig();
        var parts = OutboxOwner.NewName().Split('/');
        var gone = await LeaveAsync(store, $"{parts[0]}/{parts[1]}/1/x");
        var unknown = await LeaveAsync(store, "elsewhere/1/2/3");
        var keeper = new LeaseKeeper(OutboxSamples.Client, OutboxSamples.Owner, store, new LeaseLedger(store, rig, (_, _, _) => { }), TimeSpan.FromSeconds(30), rig.Time);

        Assert.Equal([gone], await keeper.TickAsync(default));
        rig.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await keeper.TickAsync(default));
        await store.RenewAsync("elsewhere/1/2/3", default);
        rig.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await keeper.TickAsync(default));
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([unknown], await keeper.TickAsync(default));
    }

    private static async Task<Guid> LeaveAsync(InMemoryOutboxStore store, string owner)
    {
        var entry = OutboxSamples.Entry(owner);
        await store.AppendAsync(entry, owner, mayTry: true, OutboxSamples.Wide, default);
        return entry.Id;
    }
}
