namespace Coalesce.Http.Benchmarks;

/// <summary>A folder for databases, gone at the end.</summary>
internal sealed class BenchFiles : IDisposable
{
    private int _made;

    public BenchFiles(string parent)
    {
        Folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(parent), $"outbox-{Environment.ProcessId}")).FullName;
        var drives = DriveInfo.GetDrives().Where(drive => Folder.StartsWith(drive.RootDirectory.FullName, StringComparison.Ordinal));
        FileSystem = drives.MaxBy(drive => drive.RootDirectory.FullName.Length)?.DriveFormat ?? "unknown file system";
    }

    public string Folder { get; }

    public string FileSystem { get; }

    public bool IsInMemory => FileSystem is "tmpfs" or "ramfs";

    /// <summary>A path where no file is yet.</summary>
    public string Next() => Path.Combine(Folder, $"{++_made}.db");

    public static void Remove(string path)
    {
        foreach (var end in (ReadOnlySpan<string>)["", "-wal", "-shm"]) File.Delete(path + end);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
