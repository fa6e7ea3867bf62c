using Coalesce.Http.Broker;

namespace ConsoleDemo.Tests.Outboxes;

public sealed class OutboxCommandTests : IDisposable
{
    private static readonly OutboxChange Refused = new()
    {
        To = OutboxState.Dead,
        Reason = OutboxReason.Rejected,
        At = DateTimeOffset.UtcNow,
        Attempt = new OutboxAttempt(1, DateTimeOffset.UtcNow, TimeSpan.FromMilliseconds(12), 422, null, MayHaveArrived: true),
        Answer = new OutboxAnswer(422, [new("Content-Type", "text/plain")], "no such post"u8.ToArray(), IsCut: false),
    };

    private readonly OutboxFixture _outbox = new();

    public void Dispose() => _outbox.Dispose();

    [Fact]
    public async Task RunAsync_MissingFile_SaysSoAndMakesNone()
    {
        Assert.Equal(2, await _outbox.RunAsync("list"));
        Assert.Equal($"{_outbox.File} does not exist.\n", _outbox.Errors);
        Assert.False(File.Exists(_outbox.File));
    }

    [Theory]
    [InlineData("", "is empty: it is no outbox.")]
    [InlineData("Dear diary, it is no database that I am writing today, but a page of plain text. As ever, yours truly, the author of all these lines.", "is no outbox")]
    public async Task RunAsync_FileThatIsNoOutbox_SaysSoAndLeavesIt(string content, string message)
    {
        File.WriteAllText(_outbox.File, content);
        Assert.Equal(2, await _outbox.RunAsync("list"));
        var errors = _outbox.Errors;
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(_outbox.File));
    }

    [Fact]
    public async Task RunAsync_Directory_SaysSo()
    {
        Directory.CreateDirectory(_outbox.File);
        Assert.Equal(2, await _outbox.RunAsync("list"));
        Assert.Equal($"{_outbox.File} is a directory, no outbox.\n", _outbox.Errors);
    }

    [Fact]
    public async Task RunAsync_FileOfANewerVersion_SaysSoInOneLine()
    {
        await _outbox.KeepAsync("/like");
        using (var file = File.OpenHandle(_outbox.File, FileMode.Open, FileAccess.Write)) RandomAccess.Write(file, [0, 0, 0, 99], 60); // user_version, in the header
        foreach (var verb in (string[][])[["list"], ["show", "a"], ["retry-all"], ["drain", "--to", "http://localhost:1"]])
        {
            Assert.Equal(2, await _outbox.RunAsync(verb));
            Assert.Matches("^The outbox .* was written by a newer version .*\n$", _outbox.Errors);
        }
    }

    [Fact]
    public async Task RunAsync_EncryptedFile_AsksForItsKeyAndTakesItFromAFile()
    {
        _outbox.Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var entry = await _outbox.KeepAsync("/like?who=me");
        var (keyFile, other) = (_outbox.Beside("key"), _outbox.Beside("other"));
        File.WriteAllText(keyFile, Convert.ToBase64String(_outbox.Key));
        File.WriteAllBytes(other, new byte[32]);

        Assert.Equal(2, await _outbox.RunAsync("list"));
        Assert.Matches("is encrypted, and no key was given.*--key-file FILE or the variable COALESCE_OUTBOX_KEY gives\\.\\)\n$", _outbox.Errors);
        Assert.Equal(2, await _outbox.RunAsync("list", "--key-file", other));
        Assert.Matches("is encrypted with another key.*--key-file.*\n$", _outbox.Errors);
        Assert.Equal(0, await _outbox.RunAsync("show", End(entry), "--key-file", keyFile));
        Assert.Contains("/like?who=me", _outbox.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_TwoClients_ShowsTheEntriesOfBoth()
    {
        var one = await _outbox.KeepAsync("/like");
        var other = await _outbox.KeepAsync("/send", client: "chat", change: Refused);

        Assert.Equal(0, await _outbox.RunAsync("list"));

        var lines = _outbox.Output.Split('\n');
        var first = Assert.Single(lines, line => line.Contains(End(one), StringComparison.Ordinal));
        Assert.Matches("feed.*Waiting.*POST.*/like.*0", first);
        var second = Assert.Single(lines, line => line.Contains(End(other), StringComparison.Ordinal));
        Assert.Matches("chat.*Dead.*POST.*/send.*1", second);
        Assert.Contains("2 in all: 1 waiting, 1 dead.", lines);
    }

    [Fact]
    public async Task Show_EndOfAnId_PrintsAttemptsHeadersAndBodies()
    {
        var entry = await _outbox.KeepAsync("/like?post=1", body: """{"post":1}""", change: Refused);

        Assert.Equal(0, await _outbox.RunAsync("show", End(entry)));

        var text = _outbox.Output;
        Assert.Contains(entry.Id.ToString(), text, StringComparison.Ordinal);
        Assert.Contains("Dead (Rejected)", text, StringComparison.Ordinal);
        Assert.Contains("POST https://api.example/like?post=1", text, StringComparison.Ordinal);
        Assert.Contains("12 ms  422", text, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", text, StringComparison.Ordinal);
        Assert.Contains("""{"post":1}""", text, StringComparison.Ordinal);
        Assert.Contains("no such post", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_WhatWouldSteerTheTerminal_IsShownByItsNumber()
    {
        var entry = await _outbox.KeepAsync("/like", body: "\u001b[2Jgone\u202e\u009b1m", with: entry => entry with { Lane = "lane\u001b]0;title\a" });

        Assert.Equal(0, await _outbox.RunAsync("show", entry.Id.ToString()));
        Assert.Equal(0, await _outbox.RunAsync("list"));

        var text = _outbox.Output;
        Assert.Contains("\\u001b[2Jgone\\u202e\\u009b1m", text, StringComparison.Ordinal);
        Assert.Contains("lane\\u001b]0;title\\u0007", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, sign => sign is '\u001b' or '\u009b' or '\u202e' or '\a');
    }

    [Fact]
    public async Task Show_BodyThatIsNoText_SaysSo()
    {
        var entry = await _outbox.KeepAsync("/photo", body: "PNG\0\0");
        Assert.Equal(0, await _outbox.RunAsync("show", End(entry)));
        Assert.Contains("body, 5 B, is no text.", _outbox.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_PartThatTwoIdsHave_SaysSoAndNamesThem()
    {
        await _outbox.KeepAsync("/a", with: entry => entry with { Id = Guid.Parse("019a0000-0000-7000-8000-0000000000aa") });
        await _outbox.KeepAsync("/b", client: "chat", with: entry => entry with { Id = Guid.Parse("019a0000-0000-7000-8000-0000000000bb") });

        Assert.Equal(2, await _outbox.RunAsync("show", "019A-0"));
        Assert.StartsWith("2 ids begin or end with 019a0, such as 019a0000-0000-7000-8000-0000000000aa and ", _outbox.Errors, StringComparison.Ordinal);
        Assert.Equal(2, await _outbox.RunAsync("show", "cc"));
        Assert.Equal("No entry has an id that begins or ends with cc.\n", _outbox.Errors);
        Assert.Equal(0, await _outbox.RunAsync("show", "bb"));
    }

    [Fact]
    public async Task Retry_DeadLetter_WaitsAnewForAsLongAsItHad()
    {
        var entry = await _outbox.KeepAsync("/like", change: Refused, with: entry => entry with { CreatedAt = entry.CreatedAt.AddDays(-2), ExpiresAt = entry.CreatedAt.AddDays(-1) });

        Assert.Equal(0, await _outbox.RunAsync("retry", End(entry)));

        var kept = await _outbox.FindAsync(entry);
        Assert.Equal((OutboxState.Waiting, 0), (kept.State, kept.AttemptCount));
        Assert.InRange(kept.ExpiresAt!.Value - kept.NotBefore, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24.1));
    }

    [Fact]
    public async Task RetryAll_SomeDeadLetters_LeavesTheOthersAsTheyAre()
    {
        var (one, two) = (await _outbox.KeepAsync("/a", change: Refused), await _outbox.KeepAsync("/b", client: "chat", change: Refused));
        await _outbox.KeepAsync("/c");

        Assert.Equal(0, await _outbox.RunAsync("retry-all"));

        Assert.Equal("2 dead letters are due now.\n", _outbox.Output);
        Assert.Equal((OutboxState.Waiting, OutboxState.Waiting), ((await _outbox.FindAsync(one)).State, (await _outbox.FindAsync(two)).State));
    }

    [Fact]
    public async Task Discard_WaitingEntry_EndsItOnce()
    {
        var entry = await _outbox.KeepAsync("/like");

        Assert.Equal(0, await _outbox.RunAsync("discard", End(entry)));
        Assert.Equal(OutboxState.Discarded, (await _outbox.FindAsync(entry)).State);

        Assert.Equal(2, await _outbox.RunAsync("discard", End(entry)));
        Assert.Equal($"{entry.Id} cannot be discarded: it has ended (Discarded).\n", _outbox.Errors);
    }

    private static string End(OutboxEntry entry) => entry.Id.ToString("n")[^8..];
}
