using System.Text;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>What can be read from a file, and what becomes of one that was changed.</summary>
public sealed class EncryptionTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] OtherKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Files_OfAnEntry_HoldItsContentInPlainOnlyWithoutAKey(bool isEncrypted, bool isFound)
    {
        var key = isEncrypted ? Key : null;
        await using (var store = _folder.Store(key))
        {
            var entry = Entry(path: "/a?q=secret-query", body: "secret-body", headers: ("X-Header", "secret-header"));
            var lease = (await store.AppendAsync(entry)).Lease;
            await Wait.ForAsync(store.ChangeAsync(lease, Later(5) with { Answer = Answer(503, "secret-answer") }, default));
            Look();
        }
        Look();

        void Look()
        {
            var bytes = string.Concat(_folder.Files.Select(file => Encoding.Latin1.GetString(ReadShared(file))));
            foreach (var secret in (string[])["secret-query", "secret-body", "secret-header", "secret-answer"])
                Assert.Equal(isFound, bytes.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(true, null, "no key was given")]
    [InlineData(true, 1, "another key")]
    [InlineData(false, 0, "is not encrypted")]
    public async Task Open_WithAnotherKeyThanItWasMadeWith_IsRefusedAndChangesNothing(bool isEncrypted, int? key, string expected)
    {
        await _folder.MakeAsync(isEncrypted ? Key : null);
        var before = File.ReadAllBytes(_folder.File);

        var refusal = await _folder.IsRefusedAsync(key switch { null => null, 0 => Key, _ => OtherKey });

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("EncryptionKey", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.File));
    }

    [Theory]
    [InlineData("uri")]
    [InlineData("headers")]
    [InlineData("body")]
    [InlineData("answer")]
    public async Task Lease_OneByteWasChanged_EndsAsUnreadable(string column) =>
        // To another than it is: encrypted, it may be any.
        await EndsAsUnreadableAsync($"UPDATE entries SET {column} = CAST(substr({column}, 1, length({column}) - 1) || CASE substr({column}, -1) WHEN x'00' THEN x'01' ELSE x'00' END AS BLOB) WHERE seq = 1", Key);

    [Theory]
    [InlineData("uri")]
    [InlineData("headers")]
    [InlineData("body")]
    [InlineData("answer")]
    public async Task Lease_ColumnOfAnotherEntry_EndsAsUnreadable(string column) =>
        await EndsAsUnreadableAsync($"UPDATE entries SET {column} = (SELECT {column} FROM entries WHERE seq = 2) WHERE seq = 1", Key);

    [Theory]
    [InlineData("partition = 'another'")]
    [InlineData("own_partition = 'another'")]
    [InlineData("method = 'DELETE'")]
    [InlineData("id = zeroblob(16)")]
    [InlineData("key = 'another'")]
    [InlineData("headers = uri")]
    public async Task Lease_MovedToAnotherUserOrMeaning_EndsAsUnreadable(string change) =>
        await EndsAsUnreadableAsync($"UPDATE entries SET {change} WHERE seq = 1", Key);

    [Theory]
    [InlineData("uri = CAST('no uri' AS BLOB)")]
    [InlineData("uri = CAST('http://another/' AS BLOB)")]
    [InlineData("headers = x'ffffffff'")]
    [InlineData("headers = x'ffffff7f'")]
    [InlineData("body = x'00'")]
    [InlineData("body = NULL")]
    [InlineData("method = 'DELETE'")]
    [InlineData("attempts = x'01'")]
    [InlineData("answer = x'01'")]
    public async Task Lease_ChangedWithoutEncryption_EndsAsUnreadable(string change) =>
        await EndsAsUnreadableAsync($"UPDATE entries SET {change} WHERE seq = 1", null);

    [Fact]
    public async Task Lease_SenderWroteABodyThatLooksLikeAnAnswerAndItWasMovedThere_EndsAsUnreadable()
    {
        var answer = new Packer();
        AnswerBytes.Pack(answer, Answer());
        Guid id;
        await using (var made = _folder.Store(Key)) id = (await made.WaitsAsync(Entry() with { Body = answer.Written.ToArray() })).Id;
        Files.Execute(_folder.File, "UPDATE entries SET answer = body");
        await using var store = _folder.Store(Key);

        Assert.Empty(await Wait.ForAsync(store.LeaseAsync([id], Owner, OutboxSamples.At(0), default)));

        Assert.Equal(OutboxReason.Unreadable, (await Wait.ForAsync(store.FindAsync(Client, id, default)))!.Reason);
    }

    [Fact]
    public async Task Lease_UnreadableHead_LeavesItsLaneToTheNext()
    {
        List<OutboxEntry> entries = [];
        await using (var made = _folder.Store(Key))
        {
            for (var i = 0; i < 2; i++) entries.Add(await made.WaitsAsync(Entry()));
        }
        Files.Execute(_folder.File, "UPDATE entries SET uri = x'00' WHERE seq = 1");
        await using var store = _folder.Store(Key);
        Assert.Empty(await Wait.ForAsync(store.LeaseAsync([entries[0].Id], Owner, At(0), default)));

        Assert.Equal(entries[1].Id, Assert.Single((await Wait.ForAsync(store.FindDueAsync(Client, At(1), 0, 10, default))).Entries).Id);
        Assert.Single(await Wait.ForAsync(store.LeaseAsync([entries[1].Id], Owner, At(0), default)));
    }

    [Fact]
    public async Task List_Text_LooksIntoTheDecrypted()
    {
        await using var store = _folder.Store(Key);
        await store.WaitsAsync(Entry(path: "/other"));
        var entry = await store.WaitsAsync(Entry(path: "/Needle?q=1"));

        var page = await Wait.ForAsync(store.ListAsync(Client, new OutboxQuery { Text = "nEEdle" }, default));

        Assert.Equal(entry.Id, Assert.Single(page.Entries).Id);
    }

    public void Dispose() => _folder.Dispose();

    private async Task EndsAsUnreadableAsync(string change, byte[]? key)
    {
        await using (var made = _folder.Store(key))
        {
            for (var i = 0; i < 2; i++)
            {
                var lease = (await made.AppendAsync(Entry($"lane {i}", $"key {i}", path: $"/{i}", body: $"body {i}", headers: ("A", $"{i}")))).Lease;
                await Wait.ForAsync(made.ChangeAsync(lease, Later(0) with { Answer = Answer(503, $"answer {i}"), Attempt = Attempt(1, 0) }, default));
            }
        }
        Files.Execute(_folder.File, change);
        await using var store = _folder.Store(key);
        var due = (await Wait.ForAsync(store.FindDueAsync(Client, At(1), 0, 10, default))).Entries;
        Assert.Equal(2, due.Count);

        var leased = await Wait.ForAsync(store.LeaseAsync([.. due.Select(entry => entry.Id)], Owner, OutboxSamples.At(0), default));

        Assert.Equal("lane 1", Assert.Single(leased).Entry.Lane);
        var page = await Wait.ForAsync(store.ListAsync(Client, new OutboxQuery(), default));
        Assert.Equal([(OutboxState.Dead, OutboxReason.Unreadable), (OutboxState.Replaying, OutboxReason.None)], page.Entries.Select(entry => (entry.State, entry.Reason)));
        Assert.True(await Wait.ForAsync(store.DiscardAsync(Client, due[0].Id, At(2), default)));
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
