using System.Diagnostics;
using Coalesce.Http.Testing;
using static Coalesce.Http.Testing.OutboxSamples;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>What becomes of files that are missing, ours, and not ours.</summary>
public sealed class OutboxFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Open_FileIsMissing_MakesItForItsUserAlone()
    {
        await using var store = _folder.Store();
        await store.WaitsAsync(Entry());

        Assert.Equal(["outbox.db", "outbox.db-shm", "outbox.db-wal"], _folder.Files.Select(Path.GetFileName).Order());
        foreach (var file in _folder.Files)
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Open_DirectoryIsMissing_SaysToCreateIt()
    {
        await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = Path.Combine(_folder.Path, "none", "outbox.db") });

        var refusal = await Assert.ThrowsAsync<Broker.OutboxUnavailableException>(() => Wait.ForAsync(store.OpenAsync(default)));

        Assert.Contains(Path.Combine(_folder.Path, "none", "outbox.db"), refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Create the directory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_RefusedAndThenPutRight_Opens()
    {
        var folder = Path.Combine(_folder.Path, "later");
        await using var store = new SqliteOutboxStore(new SqliteOutboxOptions { Path = Path.Combine(folder, "outbox.db") });
        await Assert.ThrowsAsync<Broker.OutboxUnavailableException>(() => store.AppendAsync(Entry()));
        Directory.CreateDirectory(folder);

        await store.AppendAsync(Entry());

        Assert.Equal(1, await store.CountAsync());
    }

    [Fact]
    public async Task Open_OtherKindsOfFile_AreRefusedAndLeftAsTheyAre()
    {
        File.WriteAllText(_folder.File, "my letters, which are longer than a header of a database is: " + new string('x', 200));
        await IsLeftAsync("no outbox");

        File.WriteAllText(_folder.File, "short");
        await IsLeftAsync("no outbox");

        File.Delete(_folder.File);
        using (File.Create(_folder.File)) { }
        Files.Execute(_folder.File, "CREATE TABLE accounts (a)");
        await IsLeftAsync("no outbox");

        Files.Execute(_folder.File, "PRAGMA application_id = 12345");
        await IsLeftAsync("no outbox");
    }

    [Fact]
    public async Task Open_EmptyFile_IsTakenAsNew()
    {
        using (File.Create(_folder.File)) { }

        await _folder.MakeAsync();

        await using var store = _folder.Store();
        Assert.Equal(1, await store.CountAsync());
    }

    [Fact]
    public async Task Open_FileOfANewerVersion_IsRefusedAndLeftAsItIs()
    {
        await _folder.MakeAsync();
        Files.Execute(_folder.File, $"PRAGMA user_version = {Schema.Version + 1}");

        await IsLeftAsync("newer version");
    }

    [Theory]
    [InlineData(4096, 4096)]
    [InlineData(100, 500)]
    public async Task Open_DamagedFile_IsRefusedAndLeftAsItIs(int at, int length)
    {
        await _folder.MakeAsync();
        using (var file = File.OpenHandle(_folder.File, FileMode.Open, FileAccess.Write)) RandomAccess.Write(file, Enumerable.Repeat((byte)0xA5, length).ToArray(), at);

        await IsLeftAsync("damaged");
    }

    [Fact]
    public async Task Open_PageThatOpeningDoesNotNeedIsDamaged_IsRefusedAndLeftAsItIs()
    {
        await using (var store = _folder.Store())
        {
            for (var i = 0; i < 50; i++) await store.AppendAsync(Entry() with { Body = new byte[2000] });
        }
        using (var file = File.OpenHandle(_folder.File, FileMode.Open, FileAccess.Write)) RandomAccess.Write(file, new byte[4096], RandomAccess.GetLength(file) - 8192);

        await IsLeftAsync("damaged");
    }

    [Fact]
    public async Task Open_FileIsCutShort_IsRefusedAndLeftAsItIs()
    {
        await _folder.MakeAsync();
        using (var file = File.OpenHandle(_folder.File, FileMode.Open, FileAccess.Write)) RandomAccess.SetLength(file, 8192);

        await IsLeftAsync("damaged");
    }

    [Fact]
    public async Task Open_ReadOnlyFile_IsRefused()
    {
        await _folder.MakeAsync();
        using var _ = MakeReadOnly(_folder.File);

        Assert.Contains("read", (await _folder.IsRefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ReadOnlyDirectory_IsRefused()
    {
        await _folder.MakeAsync();
        using var _ = MakeReadOnly(_folder.Path);

        Assert.Contains("make files in its directory", (await _folder.IsRefusedAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_File_IsReleasedAtOnce()
    {
        await _folder.MakeAsync();

        Assert.Equal(["outbox.db"], _folder.Files.Select(Path.GetFileName));
        using var alone = new FileStream(_folder.File, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public async Task Calls_AfterDispose_Throw()
    {
        var store = _folder.Store();
        await store.WaitsAsync(Entry());
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.AppendAsync(Entry()));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.CountAsync());
    }

    public void Dispose() => _folder.Dispose();

    private async Task IsLeftAsync(string expected)
    {
        var before = File.ReadAllBytes(_folder.File);

        Assert.Contains(expected, (await _folder.IsRefusedAsync()).Message, StringComparison.Ordinal);

        Assert.Equal(before, File.ReadAllBytes(_folder.File));
        Assert.Equal(["outbox.db"], _folder.Files.Select(Path.GetFileName));
    }

    /// <summary>Until it is disposed. File modes do not bind root, so the file system itself must be asked.</summary>
    private static Undo MakeReadOnly(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("chattr", "+i", path), "Needs chattr +i: Linux, root, and a file system that knows it.");
        return new Undo(() => Run("chattr", "-i", path));
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
