using System.Buffers.Binary;

namespace Coalesce.Http.Sqlite;

/// <summary>The first bytes of a file, read before SQLite touches it: what is not ours must not even be recovered.</summary>
internal readonly struct FileHeader
{
    private const int Length = 100;
    private const int UserVersionAt = 60;
    private const int ApplicationIdAt = 68;

    private FileHeader(ReadOnlySpan<byte> bytes, bool isDatabase)
    {
        IsDatabase = isDatabase;
        if (!isDatabase) return;
        UserVersion = BinaryPrimitives.ReadInt32BigEndian(bytes[UserVersionAt..]);
        ApplicationId = BinaryPrimitives.ReadInt32BigEndian(bytes[ApplicationIdAt..]);
    }

    public bool IsDatabase { get; }

    public int UserVersion { get; }

    public int ApplicationId { get; }

    /// <returns><see langword="null"/>: the file is empty.</returns>
    public static FileHeader? Read(string path)
    {
        // Another process may have it open, and may be about to remove it.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var bytes = new byte[Length];
        var read = file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false);
        if (read == 0) return null;
        return new FileHeader(bytes, read == Length && bytes.AsSpan().StartsWith("SQLite format 3\0"u8));
    }
}
