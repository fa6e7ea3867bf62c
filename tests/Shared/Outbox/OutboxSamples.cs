using System.Text;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Testing;

/// <summary>Entries, moments and changes for tests of outbox stores.</summary>
internal static class OutboxSamples
{
    public const string Client = "client", Owner = "owner", Other = "other";

    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>More than any test needs.</summary>
    public static readonly OutboxBounds Wide = new(1_000_000, 1L << 40);

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static OutboxEntry Entry(string lane = "lane", string? key = null, string method = "POST", string path = "/a", string? body = "body", params (string, string)[] headers)
    {
        // Random after the time, so that it says nothing about the order of append.
        var id = Guid.CreateVersion7(Start);
        return new OutboxEntry
        {
            Id = id,
            Client = Client,
            Method = method,
            Uri = new Uri("http://origin" + path),
            Headers = [.. headers.Select(header => KeyValuePair.Create(header.Item1, header.Item2))],
            Body = body is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(body),
            IdempotencyKey = key ?? id.ToString(),
            Lane = lane,
            CreatedAt = Start,
        };
    }

    public static OutboxEntry Put(string body, OutboxCompaction compaction = OutboxCompaction.KeepLatest, params (string, string)[] headers) =>
        Entry(method: "PUT", body: body, headers: headers) with { Compaction = compaction };

    public static OutboxEntry Create() => Put("new", OutboxCompaction.DropPairs, ("If-None-Match", "*"));

    public static OutboxEntry Delete(OutboxCompaction compaction = OutboxCompaction.DropPairs, params (string, string)[] headers) =>
        Entry(method: "DELETE", body: null, headers: headers) with { Compaction = compaction };

    public static OutboxChange To(OutboxState state, double at = 0) => new() { To = state, At = At(at) };

    public static OutboxChange Later(double notBefore, double at = 0) => To(OutboxState.Waiting, at) with { NotBefore = At(notBefore) };

    public static OutboxAttempt Attempt(int number, double at, bool arrived = true) =>
        new(number, At(at), TimeSpan.FromMilliseconds(number), arrived ? 503 : null, arrived ? null : "refused", arrived);

    public static OutboxAnswer Answer(int status = 200, string body = "answer") =>
        new(status, [new("Server", "s"), new("Vary", "a"), new("Vary", "b")], Encoding.UTF8.GetBytes(body), IsCut: true);

    /// <summary>What a live entry weighs.</summary>
    public static long BytesOf(OutboxEntry entry) =>
        Encoding.UTF8.GetByteCount(entry.Uri.AbsoluteUri) + BytesOf(entry.Headers) + (entry.Body?.Length ?? 0);

    /// <summary>What one that has ended weighs: its body is gone, and the answer may have come.</summary>
    public static long EndedBytesOf(OutboxEntry entry) => BytesOf(entry with { Body = null })
        + (entry.Answer is { } answer ? BytesOf(answer.Headers) + answer.Body.Length : 0);

    /// <summary>All of an entry as text: records compare lists and memory by reference.</summary>
    public static string Text(OutboxEntry entry, bool body = true) => string.Join("\n",
    [
        $"{entry.Id} {entry.Client} {entry.Method} {entry.Uri.AbsoluteUri} key {entry.IdempotencyKey} lane {entry.Lane} of {Quoted(entry.Partition)} and {Quoted(entry.OwnPartition)}",
        $"version {entry.HttpVersion} {entry.VersionPolicy} headers {Lines(entry.Headers)} body {(body ? Bytes(entry.Body) : "left out")}",
        $"route {Quoted(entry.Route)} trace {Quoted(entry.TraceParent)} {entry.Compaction} created {Time(entry.CreatedAt)} expires {Time(entry.ExpiresAt)}",
        $"{entry.State} not before {Time(entry.NotBefore)} set {Time(entry.NotBeforeSetAt)} sent {Time(entry.FirstSentAt)} mark {Quoted(entry.CredentialsMark)}",
        $"attempts {entry.AttemptCount}: {string.Join("; ", entry.Attempts)}",
        $"{entry.Reason} ended {Time(entry.EndedAt)}",
        entry.Answer is { } answer ? $"answer {answer.Status} {Lines(answer.Headers)} {Bytes(answer.Body)} cut {answer.IsCut}" : "no answer",
    ]);

    private static long BytesOf(IEnumerable<KeyValuePair<string, string>> headers) =>
        headers.Sum(header => (long)Encoding.UTF8.GetByteCount(header.Key) + Encoding.UTF8.GetByteCount(header.Value));

    private static string Lines(IEnumerable<KeyValuePair<string, string>> headers) => string.Join(" | ", headers.Select(header => $"{header.Key}: {header.Value}"));

    private static string Bytes(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? $"[{Convert.ToHexString(some.Span)}]" : "none";

    private static string Quoted(string? text) => text is null ? "none" : $"'{text}'";

    private static string Time(DateTimeOffset? time) => time is { } some ? $"{some.UtcTicks}" : "never";
}
