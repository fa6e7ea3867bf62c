using System.Text;
using Coalesce.Http.Broker;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Testing;

/// <summary>Plays steps on a store and on the model, and compares what both say and hold after each.</summary>
internal sealed class OutboxModelRun(IOutboxStore store, string client)
{
    private static readonly OutboxState[] Ends = [OutboxState.Waiting, OutboxState.Waiting, OutboxState.Delivered, OutboxState.Delivered, OutboxState.Dead, OutboxState.Withdrawn];

    // Of this client only: a renewal counts for all that an owner leases.
    private readonly string[] _owners = [client + "a", client + "b", client + "c"];
    private readonly OutboxModel _model = new();
    private readonly List<(OutboxLease Lease, int Fence)> _leases = [];
    private readonly List<(OutboxClaim Claim, int Fence, int Renewals)> _claims = [];
    private readonly List<OutboxEntry> _given = [];
    private DateTimeOffset _now = Start;
    private int _played;

    public async Task PlayAsync(IEnumerable<(int Op, int A, int B)> steps)
    {
        foreach (var (op, a, b) in steps)
        {
            await (op switch
            {
                < 30 => AppendAsync(a, b),
                < 45 => LeaseAsync(a, b),
                < 72 => ChangeAsync(a, b),
                < 76 => RenewAsync(_owners[a % 3]),
                < 80 => SeeClaimsAsync(_owners[a % 3]),
                < 86 => EndClaimAsync(a),
                < 90 => RetryAsync(a, b),
                < 93 => DiscardAsync(a),
                < 95 => PurgeAsync(b),
                _ => JumpAsync(a, b),
            });
            await CompareHeadsAsync();
            // Dear, and whatever went wrong before it is still there.
            if (++_played % 4 == 0) await CompareAllAsync();
        }
        await CompareAllAsync();
        foreach (var entry in _given)
        {
            var row = _model.Rows.SingleOrDefault(row => row.Entry.Id == entry.Id);
            Assert.Equal(row is null ? null : Text(row.Entry), await store.Browser!.FindAsync(client, entry.Id, default) is { } found ? Text(found) : null);
        }
    }

    private async Task AppendAsync(int a, int b)
    {
        var entry = NewEntry(a, b);
        _given.Add(entry);
        var owner = _owners[b % 3];
        var mayTry = b % 4 > 0;
        var bounds = new OutboxBounds(b % 5 == 0 ? 4 : 12, b % 7 == 0 ? 150 : 400);

        var expected = _model.Append(entry, owner, mayTry, bounds, out var row, out var compacted);
        var actual = await store.AppendAsync(entry, owner, mayTry, bounds, default);

        Assert.Equal(expected, actual.Result);
        Assert.Equal(row is null ? null : Text(row.Entry), actual.Entry is null ? null : Text(actual.Entry));
        Assert.Equal(compacted, actual.Compacted);
        if (expected is OutboxAppendResult.Trying or OutboxAppendResult.Waiting) Leased(row!, owner, actual.Lease);
        else Assert.Equal(default, actual.Lease);
    }

    private OutboxEntry NewEntry(int a, int b)
    {
        var kind = a % 8;
        var entry = Entry(
            lane: $"{a / 8 % 2}",
            method: kind switch { < 3 => "PUT", < 5 => "DELETE", 5 => "PATCH", _ => "POST" },
            path: a / 16 % 4 == 0 ? "/b" : "/a",
            body: kind is 3 or 4 ? null : new string('x', b % 40),
            headers: kind switch { 0 => [("If-None-Match", "*")], 4 when b % 3 == 0 => [("If-Match", "\"1\"")], 6 => [("Content-Type", "t")], _ => [] }) with
        {
            Client = client,
            Partition = a / 64 % 5 == 0 ? "p" : null,
            Compaction = (OutboxCompaction)(b / 8 % 3),
            CreatedAt = _now,
            NotBefore = _now.AddSeconds(b % 6 == 0 ? 10 : 0),
            NotBeforeSetAt = _now,
            ExpiresAt = b % 9 == 0 ? _now.AddSeconds(15) : null,
        };
        if (a % 5 > 0 || _given.Count == 0) return entry;
        // A key that was there before: with what it had, or with other content.
        var known = _given[b % _given.Count];
        return b % 3 == 0 ? entry with { IdempotencyKey = known.IdempotencyKey } : known with { Id = entry.Id };
    }

    private async Task LeaseAsync(int a, int b)
    {
        var due = _model.Due(_now).Select(row => row.Entry.Id).ToList();
        var picked = a % 3 > 0 || _model.Rows.Count == 0 ? due.Take(1 + (a % 4)) : [Pick(a), Pick(b), Pick(a)];
        Guid[] ids = [.. picked];
        var owner = _owners[b % 3];

        var expected = _model.Lease(ids, owner, _now);
        var actual = await store.LeaseAsync(ids, owner, _now, default);

        Assert.Equal(expected.Select(row => Text(row.Entry)), actual.Select(leased => Text(leased.Entry)));
        foreach (var (row, leased) in expected.Zip(actual)) Leased(row, owner, leased.Lease);
    }

    private void Leased(OutboxModel.Row row, string owner, OutboxLease lease)
    {
        Assert.Equal((row.Entry.Id, owner), (lease.Id, lease.Owner));
        Assert.All(_leases.Where(other => other.Lease.Id == lease.Id), other => Assert.True(other.Lease.Fence < lease.Fence, "The fence did not grow."));
        _leases.Add((lease, row.Fence));
    }

    private async Task ChangeAsync(int a, int b)
    {
        if (_leases.Count == 0) return;
        // Mostly a new one; at times one that ended long ago.
        var (lease, fence) = _leases[a % 3 > 0 ? _leases.Count - 1 - (b % Math.Min(3, _leases.Count)) : b % _leases.Count];
        var change = new OutboxChange
        {
            To = Ends[a % 6],
            IsAnswered = a % 4 == 0,
            Attempt = b % 3 > 0 ? new OutboxAttempt(b, _now.AddSeconds(-1), TimeSpan.FromSeconds(1), null, "e", b % 2 == 0) : null,
            NotBefore = _now.AddSeconds(b % 20),
            At = _now,
            Reason = (OutboxReason)(b % 4),
            Answer = b % 5 == 0 ? Answer(200 + a, new string('y', b % 50)) : null,
            CredentialsMark = b % 11 == 0 ? "mark" : null,
        };

        Assert.Equal(_model.Change(lease.Id, fence, change), await store.ChangeAsync(lease, change, default));
    }

    private async Task RenewAsync(string owner)
    {
        _model.Renew(owner);
        await store.RenewAsync(owner, default);
    }

    private async Task SeeClaimsAsync(string besides)
    {
        var claims = await store.FindClaimsAsync(client, besides, default);

        var rows = _model.Rows.Where(row => row.Owner is not null && row.Owner != besides).ToDictionary(row => row.Entry.Id);
        Assert.Equal(rows.Keys.Order(), claims.Select(claim => claim.Lease.Id).Order());
        foreach (var claim in claims)
        {
            var row = rows[claim.Lease.Id];
            Assert.Contains((claim.Lease, row.Fence), _leases);
            _claims.Add((claim, row.Fence, _model.RenewalsOf(claim.Lease.Owner)));
        }
    }

    private async Task EndClaimAsync(int a)
    {
        if (_claims.Count == 0) return;
        var (claim, fence, renewals) = _claims[a % _claims.Count];

        Assert.Equal(_model.EndClaim(claim.Lease.Id, fence, claim.Lease.Owner, renewals, _now), await store.EndClaimAsync(claim, _now, default));
    }

    private async Task RetryAsync(int a, int b)
    {
        var id = Pick(a);
        DateTimeOffset? expires = b % 2 == 0 ? _now.AddSeconds(30) : null;

        Assert.Equal(_model.Retry(id, _now.AddSeconds(b % 9), expires, _now), await store.Browser!.RetryAsync(client, id, _now.AddSeconds(b % 9), expires, _now, default));
    }

    private async Task DiscardAsync(int a) => Assert.Equal(_model.Discard(Pick(a), _now), await store.Browser!.DiscardAsync(client, Pick(a), _now, default));

    private async Task PurgeAsync(int b) =>
        Assert.Equal(_model.Purge(_now.AddSeconds(b % 40 - 20)), await store.PurgeAsync(client, _now.AddSeconds(b % 40 - 20), default));

    private Task JumpAsync(int a, int b)
    {
        _now = a % 4 == 0 ? _now.AddHours(b % 2 == 0 ? 24 : -24) : _now.AddSeconds(b % 12);
        return Task.CompletedTask;
    }

    private Guid Pick(int number) => _model.Rows.Count == 0 ? Guid.Empty : _model.Rows[number % _model.Rows.Count].Entry.Id;

    private async Task CompareAllAsync()
    {
        var page = await store.Browser!.ListAsync(client, new OutboxQuery { Take = 1_000 }, default);
        Assert.Equal(Lines(_model.Rows.Select(row => row.Entry)), Lines(page.Entries));
        var (expected, counts) = (_model.Count(), await store.Browser.CountAsync(client, default));
        Assert.Equal(expected.ByState.OrderBy(pair => pair.Key), counts.ByState.OrderBy(pair => pair.Key));
        Assert.Equal((expected.Bytes, expected.Oldest), (counts.Bytes, counts.Oldest));
    }

    private async Task CompareHeadsAsync()
    {
        var next = _model.Next(_now);
        List<OutboxEntry> due = [];
        for (long? after = 0; after is { } from;)
        {
            var some = await store.FindDueAsync(client, _now, from, 2, default);
            Assert.Equal(next, some.Next);
            due.AddRange(some.Entries);
            after = some.After;
        }
        Assert.Equal(_model.Due(_now).Select(row => row.Entry.Id), due.Select(entry => entry.Id));
    }

    private static string Lines(IEnumerable<OutboxEntry> entries)
    {
        var lines = new StringBuilder();
        foreach (var entry in entries) lines.AppendLine(Text(entry, body: false));
        return lines.ToString();
    }
}
