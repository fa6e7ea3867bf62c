namespace Coalesce.Http.Sqlite.Tests;

/// <summary>A folder of its own for a test, removed with all that is in it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("outbox-").FullName;

    /// <summary>Where a test's outbox is.</summary>
    public string File => System.IO.Path.Combine(Path, "outbox.db");

    /// <summary>The outbox and what SQLite keeps beside it.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(Path, "outbox.db*");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
