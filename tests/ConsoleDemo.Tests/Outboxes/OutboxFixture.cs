using System.Text;
using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;
using ConsoleDemo.CommandLine;
using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.Outboxes;

/// <summary>An outbox file, and the program that looks into it.</summary>
public sealed class OutboxFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public string File => Path.Combine(_folder.FullName, "outbox.db");

    /// <summary>What was printed since it was last asked for.</summary>
    public string Output => Taken(_output);

    public string Errors => Taken(_errors);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    public string Beside(string name) => Path.Combine(_folder.FullName, name);

    public Task<int> RunAsync(params string[] args) =>
        new Demo(Consoles.PlainText(_output), _errors, TimeProvider.System).RunAsync(["outbox", File, .. args], Token);

    /// <summary>With what the file is made, and opened here.</summary>
    public byte[]? Key { get; set; }

    public SqliteOutboxStore Open() => new(new SqliteOutboxOptions { Path = File, EncryptionKey = Key });

    /// <summary>Keeps a mutation that waits, or what the change makes of it.</summary>
    public async Task<OutboxEntry> KeepAsync(
        string path, string client = "feed", string? body = "{}", string? partition = null, Func<OutboxEntry, OutboxEntry>? with = null, OutboxChange? change = null)
    {
        var now = DateTimeOffset.UtcNow;
        var entry = new OutboxEntry
        {
            Id = Guid.CreateVersion7(),
            Client = client,
            Method = "POST",
            Uri = new Uri("https://api.example" + path),
            Headers = [new("Content-Type", "application/json")],
            Body = body is null ? null : Encoding.UTF8.GetBytes(body),
            IdempotencyKey = $"key-{path}-{Guid.NewGuid():n}",
            Lane = path.Split('?')[0],
            Partition = partition,
            CreatedAt = now,
            NotBefore = now,
            NotBeforeSetAt = now,
        };
        entry = with?.Invoke(entry) ?? entry;
        await using var store = Open();
        var appended = await store.AppendAsync(entry, "writer", mayTry: true, new OutboxBounds(1_000, 1_000_000), Token);
        await store.ChangeAsync(appended.Lease, change ?? new OutboxChange { To = OutboxState.Waiting, NotBefore = now, At = now }, Token);
        return entry;
    }

    public async Task<OutboxEntry> FindAsync(OutboxEntry entry)
    {
        await using var store = Open();
        return (await store.FindAsync(entry.Client, entry.Id, Token))!;
    }

    private static string Taken(StringWriter writer)
    {
        var text = writer.ToString();
        writer.GetStringBuilder().Clear();
        return text;
    }
}
