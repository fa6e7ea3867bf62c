using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>What to tell the user: which file, what is wrong, what to do.</summary>
internal sealed class Unavailable(string path)
{
    public OutboxUnavailableException OldLibrary(string version) => new($"The outbox {path} needs SQLite 3.51.3 or later, and this process has {version}. Update the package SQLitePCLRaw that it uses.");

    public OutboxUnavailableException NoDirectory(string directory, Exception inner) =>
        new($"The outbox {path} cannot be made: its directory {directory} is missing. Create the directory, or give another path.", inner);

    public OutboxUnavailableException NoAccess(Exception inner) =>
        new($"The outbox {path} cannot be opened for reading and writing: {inner.Message} Give this process the right to write the file and to make files in its directory, or give another path.", inner);

    public OutboxUnavailableException ReadOnly() =>
        new($"The outbox {path} is read-only. Give this process the right to write the file and to make files in its directory, or give another path.");

    public OutboxUnavailableException NotOurs() =>
        new($"{path} is no outbox: it is another kind of file. It was left as it is. Give another path.");

    public OutboxUnavailableException Newer(long version) =>
        new($"The outbox {path} was written by a newer version of Coalesce.Http.Sqlite (schema {version}; this one knows {Schema.Version}). It was left as it is. Update the package, or give another path.");

    public OutboxUnavailableException Corrupt(string what, Exception? inner = null) =>
        new($"The outbox {path} is damaged: {what} It was left as it is. Keep a copy of it with its -wal, recover what is in it (sqlite3 FILE .recover), and put it or an empty place there.", inner);

    public OutboxUnavailableException NoLog(string mode) =>
        new($"The outbox {path} cannot keep a write-ahead log (SQLite uses '{mode}' there): its file system does not support it. Put the file on a local disk.");

    public OutboxUnavailableException KeyMissing() =>
        new($"The outbox {path} is encrypted, and no key was given. Set EncryptionKey to the key it was made with. It was left as it is.");

    public OutboxUnavailableException KeyWrong() =>
        new($"The outbox {path} is encrypted with another key than was given. Set EncryptionKey to the key it was made with. It was left as it is.");

    public OutboxUnavailableException NotEncrypted() =>
        new($"The outbox {path} is not encrypted, and a key was given. Open it without EncryptionKey and let it drain, or give another path. It was left as it is.");

    public OutboxUnavailableException Full(Exception inner) =>
        new($"The outbox {path} has no room: its disk is full. Nothing that it holds is lost, and it goes on when there is room again. Make room.", inner);

    public OutboxUnavailableException Busy(TimeSpan waited, Exception inner) =>
        new($"The outbox {path} was locked by another process for {waited.TotalSeconds:0.#} s. Look for what holds it, such as a tool with an open transaction.", inner);

    public OutboxUnavailableException Failed(Exception inner) =>
        new($"The outbox {path} could not do it: {inner.Message}. Nothing was changed.", inner);

    public OutboxUnavailableException Stopped(Exception inner) =>
        new($"The outbox {path} has stopped, because its file could not be read or written: {inner.Message}. Whether the last change reached the disk is unknown. Look after the disk, then dispose the store and open it anew; it checks the file.", inner);

    public OutboxUnavailableException OfOpening(SqliteFailure failure) => failure switch
    {
        { IsUnusableFile: true } => Corrupt(failure.Message, failure),
        { IsFull: true } => Full(failure),
        _ => NoAccess(failure),
    };
}
