using System.Diagnostics;
using System.Globalization;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>Several processes on one file. Two stores of one process are to SQLite as two processes are.</summary>
public sealed class SharedFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task TwoStores_AppendAtOnce_LoseNothingAndKeepTheLanesInOrder()
    {
        await using var one = _folder.Store();
        await using var two = _folder.Store();

        // Each step in it has its limit; thousands of commits together take as long as the machine lets them.
        await Task.WhenAll(FillAsync(one, 0), FillAsync(two, 1));

        Assert.Equal(2_000, await one.CountAsync());
        var page = await Wait.ForAsync(two.ListAsync(Client, new OutboxQuery { Take = 1_000, Lane = "lane 1" }, default));
        foreach (var store in (int[])[0, 1])
        {
            var numbers = page.Entries.Where(entry => entry.Uri.AbsolutePath.StartsWith($"/{store}/", StringComparison.Ordinal)).Select(Number).ToList();
            Assert.Equal(100, numbers.Count);
            Assert.Equal(numbers.Order(), numbers);
        }

        // A lane is one producer's: what it appends later stands behind.
        static async Task FillAsync(SqliteOutboxStore store, int number) =>
            await Parallel.ForAsync(0, 10, async (lane, _) =>
            {
                for (var i = 0; i < 100; i++) await store.WaitsAsync(Entry($"lane {lane}", path: $"/{number}/{i}"));
            });

        static int Number(OutboxEntry entry) => int.Parse(entry.Uri.Segments[^1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task TwoStores_LeaseTheSameHeadsAtOnce_OneGetsEach()
    {
        await using var one = _folder.Store();
        await using var two = _folder.Store();
        List<Guid> ids = [];
        for (var i = 0; i < 200; i++) ids.Add((await one.WaitsAsync(Entry($"lane {i}"))).Id);

        var leased = await Wait.ForAsync(Task.WhenAll(ids.SelectMany(id => (Task<IReadOnlyList<OutboxLeased>>[])[
            one.LeaseAsync([id], Owner, OutboxSamples.At(0), default).AsTask(), two.LeaseAsync([id], Other, OutboxSamples.At(0), default).AsTask()])));

        Assert.Equal(ids.Order(), leased.SelectMany(some => some).Select(each => each.Lease.Id).Order());
    }

    [Fact]
    public async Task TwoStores_OneEndsTheClaimOfTheOther_TheLateFinisherChangesNothing()
    {
        await using var one = _folder.Store();
        await using var two = _folder.Store();
        var entry = await one.WaitsAsync(Entry());
        var lease = Assert.Single(await Wait.ForAsync(one.LeaseAsync([entry.Id], Owner, OutboxSamples.At(0), default))).Lease;
        await Wait.ForAsync(one.RenewAsync(Owner, default));
        var claim = Assert.Single(await Wait.ForAsync(two.FindClaimsAsync(Client, Other, default)));
        Assert.Equal(new OutboxClaim(lease, 1), claim);

        Assert.True(await Wait.ForAsync(two.EndClaimAsync(claim, At(1), default)));

        Assert.Null(await one.ChangeAsync(lease, OutboxState.Delivered));
        Assert.Single(await Wait.ForAsync(two.LeaseAsync([entry.Id], Other, OutboxSamples.At(0), default)));
    }

    [Fact]
    public async Task TwoStores_OneOpensAndClosesWhileTheOtherWrites_NeitherFails()
    {
        await using var one = _folder.Store();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++) await one.AppendAsync(Entry());
        });
        for (var i = 0; i < 10; i++)
        {
            await using var two = _folder.Store();
            await two.AppendAsync(Entry());
        }
        await writing; // as many steps, each with its limit

        Assert.Equal(210, await one.CountAsync());
    }

    [Fact]
    public async Task TwoStores_MakeTheFileAtOnce_OneDoes()
    {
        await using var one = _folder.Store();
        await using var two = _folder.Store();

        await Wait.ForAsync(Task.WhenAll(one.OpenAsync(default).AsTask(), two.OpenAsync(default).AsTask()));

        Assert.Equal(one.Secret.ToArray(), two.Secret.ToArray());
    }

    [Fact]
    public async Task LockedFile_ForTooLong_IsRefusedAndGoesOnLater()
    {
        await using var store = _folder.Store(hooks: new StoreHooks { BusyLimit = TimeSpan.FromMilliseconds(50) });
        await store.AppendAsync(Entry());
        using (var tool = Connection.Open(_folder.File))
        {
            tool.Execute("BEGIN IMMEDIATE");

            var started = Stopwatch.GetTimestamp();
            var refusal = await Assert.ThrowsAsync<OutboxUnavailableException>(() => store.AppendAsync(Entry()));

            // Its own short waits, not SQLite's long ones.
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(4));

            Assert.Contains("locked by another process", refusal.Message, StringComparison.Ordinal);
        }
        await store.AppendAsync(Entry());
        Assert.Equal(2, await store.CountAsync());
    }

    [Fact]
    public async Task AnotherProcess_AppendsMeanwhile_NothingIsLost()
    {
        await using var store = _folder.Store();
        using var child = Child.Start(_folder.File, 500, 8);

        for (var i = 0; i < 200; i++) await store.AppendAsync(Entry());

        var output = await Wait.ForAsync(child.StandardOutput.ReadToEndAsync());
        await Wait.ForAsync(child.WaitForExitAsync());
        Assert.Equal(0, child.ExitCode);
        Assert.Equal(200, await store.CountAsync());
        var acknowledged = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Guid.Parse(line["ack ".Length..])).Order();
        var stored = (await Wait.ForAsync(store.ListAsync("child", new OutboxQuery { Take = 1_000 }, default))).Entries.Select(entry => entry.Id).Order();
        Assert.Equal(500, acknowledged.Count());
        Assert.Equal(acknowledged, stored);
    }

    [Fact]
    public async Task AnotherProcess_IsKilled_WhatItAcknowledgedIsThere()
    {
        List<Guid> acknowledged = [];
        using (var child = Child.Start(_folder.File, 1_000_000, 8))
        {
            while (acknowledged.Count < 300 && await Wait.ForAsync(child.StandardOutput.ReadLineAsync()) is { } line) acknowledged.Add(Guid.Parse(line["ack ".Length..]));
            child.Kill();
            await Wait.ForAsync(child.WaitForExitAsync());
        }

        await using var store = _folder.Store();

        foreach (var id in acknowledged) Assert.NotNull(await Wait.ForAsync(store.FindAsync("child", id, default)));
    }

    public void Dispose() => _folder.Dispose();
}
