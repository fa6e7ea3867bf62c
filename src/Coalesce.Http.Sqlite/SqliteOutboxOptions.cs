namespace Coalesce.Http.Sqlite;

/// <summary>Where the outbox is kept, and whether it is encrypted.</summary>
public sealed class SqliteOutboxOptions
{
    /// <summary>The file. It is made, readable and writable for its user alone, when it is missing; its directory must be there. An empty one is taken for new. SQLite keeps two more files beside it while it is open, with <c>-wal</c> and <c>-shm</c> behind the name.</summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// 32 bytes, from the platform's key store; <see langword="null"/>, the default, does not encrypt. With a key, URI, headers, body and kept answer are sealed with AES-GCM. The key must be the
    /// same for as long as the file is used.
    /// </summary>
    public byte[]? EncryptionKey { get; set; }

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Path)) throw new ArgumentException("The SQLite outbox needs a file. Set Path, for example to \"app-outbox.db\".");
        if (EncryptionKey is { Length: not 32 and var length }) throw new ArgumentException($"EncryptionKey has {length} bytes. Give 32 random bytes, or none to keep the outbox unencrypted.");
    }
}
