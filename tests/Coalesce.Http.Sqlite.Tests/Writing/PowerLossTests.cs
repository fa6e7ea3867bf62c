using System.ComponentModel;
using System.Text.RegularExpressions;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>What was acknowledged was synced: killing a process cannot show that, its system calls can.</summary>
public sealed partial class PowerLossTests : IDisposable
{
    private const int Entries = 200;

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Append_IsAcknowledged_AfterItsFrameWasSynced(int concurrency)
    {
        var trace = Path.Combine(_folder.Path, "trace");
        try
        {
            using var child = Child.Start(_folder.File, Entries, concurrency, "strace", "-f", "-yy", "-xx", "-s", "100000", "-e", "trace=pwrite64,write,fsync,fdatasync", "-o", trace);
            await Wait.ForAsync(child.StandardOutput.ReadToEndAsync());
            await Wait.ForAsync(child.WaitForExitAsync());
            Assert.SkipWhen(child.ExitCode != 0 && new FileInfo(trace).Length == 0, "strace may not trace here.");
            Assert.Equal(0, child.ExitCode);
        }
        catch (Win32Exception)
        {
            Assert.Skip("Needs strace.");
        }

        var (acknowledged, unsynced) = Follow(File.ReadLines(trace));

        Assert.Equal(Entries, acknowledged);
        Assert.Empty(unsynced);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Goes through the calls in their order, and remembers which ids were written to the log and not synced yet.</summary>
    private static (int Acknowledged, List<string> Unsynced) Follow(IEnumerable<string> calls)
    {
        var (acknowledged, written, synced) = (0, new List<string>(), new List<string>());
        List<string> unsynced = [];
        Dictionary<string, int> begun = [];
        foreach (var call in calls)
        {
            if (Call().Match(call) is not { Success: true } match) continue;
            var (thread, name, file, text) = (match.Groups["thread"].Value, match.Groups["name"].Value, match.Groups["file"].Value, match.Groups["text"].Value);
            var isLog = Unescape(file).EndsWith("outbox.db-wal", StringComparison.Ordinal);
            if (name == "pwrite64" && isLog) written.Add(text);
            // What was written before a sync began is synced when it has ended.
            if (name is "fsync" or "fdatasync" && isLog) begun[thread] = written.Count;
            if (name is "fsync" or "fdatasync" && isLog && !call.EndsWith("<unfinished ...>", StringComparison.Ordinal)) End(thread);
            if (match.Groups["resumed"].Success && begun.ContainsKey(thread)) End(thread);
            if (name == "write" && Acknowledgement(text) is { } id)
            {
                acknowledged++;
                if (!synced.Exists(frame => frame.Contains(id, StringComparison.Ordinal))) unsynced.Add(id);
            }
        }
        return (acknowledged, unsynced);

        void End(string thread)
        {
            begun.Remove(thread, out var count);
            synced.AddRange(written[..count]);
            written.RemoveRange(0, count);
        }
    }

    /// <returns>The id as the log holds it, if this is the line of an acknowledgement.</returns>
    private static string? Acknowledgement(string text)
    {
        var line = Unescape(text);
        return line.StartsWith("ack ", StringComparison.Ordinal) ? string.Concat(Guid.Parse(line[4..]).ToByteArray(bigEndian: true).Select(each => $@"\x{each:x2}")) : null;
    }

    private static string Unescape(string text) => Escape().Replace(text, match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());

    [GeneratedRegex("""^(?<thread>\d+)\s+(?:(?<resumed><\.\.\. f(?:data)?sync resumed>)|(?<name>\w+)\(\d+<(?<file>[^>]*)>(?:, "(?<text>[^"]*)")?)""")]
    private static partial Regex Call();

    [GeneratedRegex(@"\\x([0-9a-f]{2})")]
    private static partial Regex Escape();
}
