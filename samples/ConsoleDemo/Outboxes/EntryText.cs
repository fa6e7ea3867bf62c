using System.Globalization;
using System.Text;
using Coalesce.Http.Broker;
using ConsoleDemo.Drawing;
using ConsoleDemo.Figures;
using Spectre.Console;

namespace ConsoleDemo.Outboxes;

/// <summary>All of one entry. Everything in it came from elsewhere, so nothing of it is printed as it is.</summary>
internal static class EntryText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(IAnsiConsole console, OutboxEntry entry, DateTimeOffset now)
    {
        // Not through the console: it would wrap the lines.
        var writer = console.Profile.Out.Writer;
        void Field(string name, string? value)
        {
            if (value is not null) writer.WriteLine($"{name + ":",-14}{Visible.Line(value)}");
        }

        Field("id", entry.Id.ToString());
        Field("client", entry.Client);
        Field("state", entry.Reason == OutboxReason.None ? entry.State.ToString() : $"{entry.State} ({entry.Reason})");
        Field("request", $"{entry.Method} {entry.Uri.AbsoluteUri} HTTP/{entry.HttpVersion}");
        Field("key", entry.IdempotencyKey);
        Field("lane", entry.Lane);
        Field("route", entry.Route);
        Field("partition", entry.Partition);
        Field("own partition", entry.OwnPartition);
        if (entry.Compaction != OutboxCompaction.None) Field("compaction", entry.Compaction.ToString());
        Field("trace", entry.TraceParent);
        Field("handed over", $"{Moment(entry.CreatedAt)} ({OutboxTable.Age(now - entry.CreatedAt)} ago)");
        Field("not before", Moment(entry.NotBefore));
        Field("expires", Moment(entry.ExpiresAt));
        Field("first sent", entry.MayHaveArrived ? $"{Moment(entry.FirstSentAt)}, it may have arrived" : "never: it cannot have arrived");
        Field("credentials", entry.CredentialsMark is null ? null : "known by a keyed hash; it is sent with the same only");
        Field("ended", Moment(entry.EndedAt));

        writer.WriteLine($"\nattempts: {entry.AttemptCount}{(entry.Attempts.Count < entry.AttemptCount ? $", the last {entry.Attempts.Count} of them" : "")}");
        foreach (var attempt in entry.Attempts)
        {
            var end = attempt.Status?.ToString(CultureInfo.InvariantCulture) ?? Visible.Line(attempt.Error ?? "no answer");
            writer.WriteLine($"  {attempt.Number}. {Moment(attempt.StartedAt)}  {Units.Milliseconds(attempt.Duration.TotalMilliseconds)} ms  {end}{(attempt.MayHaveArrived ? "" : ", did not arrive")}");
        }
        writer.WriteLine("\nheaders:");
        WriteHeaders(writer, entry.Headers);
        WriteBody(writer, "body", entry.Body, entry.Body is null && entry.EndedAt is not null && entry.State != OutboxState.Dead ? "dropped when it ended" : "none");
        if (entry.Answer is not { } answer) return;
        writer.WriteLine($"\nthe server's last answer: {answer.Status}");
        WriteHeaders(writer, answer.Headers);
        WriteBody(writer, answer.IsCut ? "its body's beginning" : "its body", answer.Body, "none");
    }

    private static void WriteHeaders(TextWriter writer, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers) writer.WriteLine($"  {Visible.Line(name)}: {Visible.Line(value)}");
    }

    private static void WriteBody(TextWriter writer, string name, ReadOnlyMemory<byte>? body, string otherwise)
    {
        if (body is not { Length: > 0 } bytes) writer.WriteLine($"\n{name}: {(body is null ? otherwise : "empty")}");
        else if (TextOf(bytes.Span) is { } text) writer.WriteLine($"\n{name}, {Units.Bytes(bytes.Length)}:\n{Visible.Lines(text)}");
        else writer.WriteLine($"\n{name}, {Units.Bytes(bytes.Length)}, is no text.");
    }

    /// <summary>By its bytes: what its type says is its sender's claim.</summary>
    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0)) return null;
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
