namespace Coalesce.Http.Sqlite;

/// <summary>Where tests look in and let the disk fail.</summary>
internal sealed class StoreHooks
{
    /// <summary>How long a group waits for another process.</summary>
    public TimeSpan BusyLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How large the -wal file may get before its readers are waited for.</summary>
    public long MostLogBytes { get; init; } = 64 << 20;

    /// <summary>On the thread that writes, when the file is open.</summary>
    public Action<Connection>? Opened { get; init; }

    /// <summary>Before a commit: with another code than 0 it fails with it. Gets the number of the group's steps.</summary>
    public Func<int, int>? Committing { get; init; }
}
