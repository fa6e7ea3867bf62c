using System.Security.Cryptography;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Opens the file: makes it when it is missing, and otherwise changes nothing before it is sure that it is ours and sound.</summary>
internal static class OutboxFile
{
    private const int LeastSqlite = 3_051_003;

    /// <summary>Opening waits for another process that is opening or recovering the file.</summary>
    private const int BusyMilliseconds = 5_000;

    /// <summary>Checking reads all of the file. A larger one is checked only when it was not closed by its last user.</summary>
    private const long AlwaysChecked = 64 << 20;

    /// <exception cref="OutboxUnavailableException">It cannot be used.</exception>
    public static (Connection Connection, Secrets Secrets) Open(string path, byte[]? key)
    {
        var unavailable = new Unavailable(path);
        if (Connection.LibraryNumber < LeastSqlite) throw unavailable.OldLibrary(Connection.LibraryVersion);
        Connection? connection = null;
        try
        {
            CreateIfMissing(path, unavailable);
            RefuseForeign(path, unavailable);
            var log = new FileInfo(path + "-wal");
            var mustCheck = (log.Exists && log.Length > 0) || new FileInfo(path).Length <= AlwaysChecked;
            connection = Connection.Open(path);
            connection.WaitWhenBusy(BusyMilliseconds);
            if (connection.IsReadOnly) throw unavailable.ReadOnly();
            CheckVersion(connection, unavailable);
            if (mustCheck && connection.Text("PRAGMA quick_check(1)") is not "ok" and var damage) throw unavailable.Corrupt(damage);
            Configure(connection, unavailable);
            var secrets = ReadSecrets(connection, key, unavailable);
            return (connection, secrets);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            if (e is SqliteFailure failure) throw unavailable.OfOpening(failure);
            if (e is IOException or UnauthorizedAccessException) throw unavailable.NoAccess(e);
            throw;
        }
    }

    /// <summary>Another connection to a file that is open already, for looking only.</summary>
    public static Connection OpenToRead(string path)
    {
        var connection = Connection.Open(path);
        connection.WaitWhenBusy(BusyMilliseconds);
        connection.Execute("PRAGMA query_only = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF");
        return connection;
    }

    private static void CreateIfMissing(string path, Unavailable unavailable)
    {
        if (File.Exists(path)) return;
        // SQLite would give it the rights that the process gives to all files; the files beside it get the rights of this one.
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var _ = new FileStream(path, options);
        }
        catch (DirectoryNotFoundException e)
        {
            throw unavailable.NoDirectory(Path.GetDirectoryName(path)!, e);
        }
    }

    private static void RefuseForeign(string path, Unavailable unavailable)
    {
        // Empty: ours, of a process that died between making and filling it, or anybody's; either way there is nothing in it to lose, and an app must be able to start again.
        if (FileHeader.Read(path) is not { } header) return;
        if (!header.IsDatabase) throw unavailable.NotOurs();
        // 0 is one that was being made when its process died: it has no tables, or it is not ours.
        if (header.ApplicationId is not (Schema.ApplicationId or 0)) throw unavailable.NotOurs();
        if (header.ApplicationId == Schema.ApplicationId && header.UserVersion > Schema.Version) throw unavailable.Newer(header.UserVersion);
    }

    private static void CheckVersion(Connection connection, Unavailable unavailable)
    {
        // Our number last: another process may just be making it, and its tables, version and number come in one commit.
        var isEmpty = connection.Number("SELECT count(*) FROM sqlite_schema") == 0;
        var version = connection.Number("PRAGMA user_version");
        var application = connection.Number("PRAGMA application_id");
        if (application == Schema.ApplicationId && version > Schema.Version) throw unavailable.Newer(version);
        if (application != Schema.ApplicationId && (application != 0 || version != 0 || !isEmpty)) throw unavailable.NotOurs();
    }

    private static void Configure(Connection connection, Unavailable unavailable)
    {
        if (connection.Text("PRAGMA journal_mode = WAL") is not "wal" and var mode) throw unavailable.NoLog(mode);
        connection.Execute("""
            PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;
            PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 33554432; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON
            """);
    }

    private static Secrets ReadSecrets(Connection connection, byte[]? key, Unavailable unavailable)
    {
        if (connection.Number("PRAGMA application_id") != Schema.ApplicationId) Create(connection, key);
        using var select = connection.Prepare("SELECT (SELECT value FROM meta WHERE name = 'salt'), (SELECT value FROM meta WHERE name = 'key-check')");
        select.Step();
        var salt = select.Bytes(0).ToArray();
        var check = select.IsNull(1) ? null : select.Bytes(1).ToArray();
        if (salt.Length != Secrets.SaltBytes) throw unavailable.Corrupt("its salt is missing.");
        if (check is null && key is not null) throw unavailable.NotEncrypted();
        if (check is not null && key is null) throw unavailable.KeyMissing();
        var secrets = new Secrets(salt, key);
        return CryptographicOperations.FixedTimeEquals(check, secrets.Check) ? secrets : throw unavailable.KeyWrong();
    }

    private static void Create(Connection connection, byte[]? key)
    {
        var salt = RandomNumberGenerator.GetBytes(Secrets.SaltBytes);
        connection.Execute("BEGIN IMMEDIATE");
        // Another process may have been first.
        if (connection.Number("PRAGMA application_id") != Schema.ApplicationId)
        {
            connection.Execute(Schema.Create);
            using var insert = connection.Prepare("INSERT INTO meta VALUES ('salt', ?), ('key-check', ?)");
            insert.With(salt.AsSpan()).With(new Secrets(salt, key).Check).Run();
            connection.Execute($"PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = {Schema.Version}");
        }
        connection.Execute("COMMIT");
        // Whoever looks at the first bytes of the file alone is to see what it is.
        connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
    }
}
