using System.Diagnostics;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>No room: new entries are refused, those that are there go on, and it resumes by itself.</summary>
public sealed class DiskFullTests : IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Append_NoPagesAreLeft_IsRefusedUntilSomethingEnds()
    {
        await using var store = _folder.Store(hooks: new StoreHooks { Opened = static connection => connection.Number("PRAGMA max_page_count = 100") });

        var kept = await FillAsync(store, bodyBytes: 3000);

        // Rows of this size have room to grow within their page: what follows needs no more space.
        Assert.InRange(kept.Count, 10, 100);
        Assert.Equal(kept.Count, await store.CountAsync());
        var claim = Assert.Single(await Wait.ForAsync(store.FindClaimsAsync(Client, Other, default)), claim => claim.Lease.Id == kept[0].Id);
        Assert.True(await Wait.ForAsync(store.EndClaimAsync(claim, At(1), default)));
        Assert.Single((await Wait.ForAsync(store.FindDueAsync(Client, At(1), 0, 10, default))).Entries);
        foreach (var lease in kept.Skip(1))
            Assert.Equal(OutboxState.Delivered, await Wait.ForAsync(store.ChangeAsync(lease, To(OutboxState.Delivered) with { IsAnswered = true }, default)));
        await store.AppendAsync(Entry() with { Body = new byte[3000] });
        Assert.Equal(2, await store.CountAsync());
    }

    [Fact]
    public async Task Group_NoRoomForOne_CarriesOutTheOthers()
    {
        using var reached = new SemaphoreSlim(0);
        using var mayCommit = new SemaphoreSlim(0);
        var holds = false;
        await using var store = _folder.Store(hooks: new StoreHooks
        {
            Opened = static connection => connection.Number("PRAGMA max_page_count = 100"),
            Committing = _ =>
            {
                if (!Volatile.Read(ref holds)) return 0;
                Volatile.Write(ref holds, false);
                reached.Release();
                mayCommit.Wait(Wait.Limit);
                return 0;
            },
        });
        var kept = await FillAsync(store, bodyBytes: 4000);
        Volatile.Write(ref holds, true);
        var held = Wait.ForAsync(store.RenewAsync(Owner, default));
        await Wait.ForAsync(reached.WaitAsync());

        var delivered = store.ChangeAsync(kept[0], OutboxState.Delivered);
        var large = store.AppendAsync(Entry() with { Body = new byte[400_000] });
        var small = store.AppendAsync(Entry(body: null));
        mayCommit.Release();

        await held;
        Assert.Equal(OutboxState.Delivered, await delivered);
        await Assert.ThrowsAsync<OutboxUnavailableException>(() => large);
        Assert.Equal(OutboxAppendResult.Trying, (await small).Result);
    }

    [Fact]
    public async Task Append_FileSystemIsFull_IsRefusedAndResumesWhenThereIsRoom()
    {
        using var mount = TmpfsMount.TryMake(_folder.Path);
        Assert.SkipWhen(mount is null, "Needs the right to mount a tmpfs: Linux, and root.");
        var ballast = Path.Combine(_folder.Path, "ballast");
        File.WriteAllBytes(ballast, new byte[1 << 20]);
        await using (var store = _folder.Store())
        {
            var kept = await FillAsync(store, bodyBytes: 20_000);
            Assert.True(kept.Count > 10);
            Assert.Equal(kept.Count, await store.CountAsync());

            File.Delete(ballast);

            await store.AppendAsync(Entry() with { Body = new byte[20_000] });
            Assert.Equal(OutboxState.Delivered, await store.ChangeAsync(kept[0], OutboxState.Delivered));
            Assert.Equal(kept.Count + 1, await store.CountAsync());
        }
        await using var anew = _folder.Store();
        Assert.NotEqual(0, await anew.CountAsync());
    }

    public void Dispose() => _folder.Dispose();

    /// <returns>The leases of those that were stored, until one was refused.</returns>
    private async Task<List<OutboxLease>> FillAsync(SqliteOutboxStore store, int bodyBytes)
    {
        List<OutboxLease> kept = [];
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                kept.Add((await store.AppendAsync(Entry() with { Body = new byte[bodyBytes] })).Lease);
            }
            catch (OutboxUnavailableException e)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < Promised);
                Assert.Contains("disk is full", e.Message, StringComparison.Ordinal);
                Assert.Contains(_folder.File, e.Message, StringComparison.Ordinal);
                return kept;
            }
        }
    }
}
