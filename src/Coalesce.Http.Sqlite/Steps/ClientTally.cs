namespace Coalesce.Http.Sqlite;

/// <summary>How much a client has: what is live counts against its bounds, what has ended makes room.</summary>
internal sealed class ClientTally(long id, string name, long live, long liveBytes, long ended, long endedBytes)
{
    public long Id { get; } = id;

    public string Name { get; } = name;

    public long Live { get; private set; } = live;

    public long LiveBytes { get; private set; } = liveBytes;

    public long Ended { get; private set; } = ended;

    public long EndedBytes { get; private set; } = endedBytes;

    /// <summary>The place that its newest entry took in this transaction; 0: none.</summary>
    public long LastPlace { get; set; }

    public bool IsChanged { get; private set; }

    public void AddLive(long bytes)
    {
        Live++;
        LiveBytes += bytes;
        IsChanged = true;
    }

    public void RemoveLive(long bytes)
    {
        Live--;
        LiveBytes -= bytes;
        IsChanged = true;
    }

    public void AddEnded(long bytes)
    {
        Ended++;
        EndedBytes += bytes;
        IsChanged = true;
    }

    public void RemoveEnded(long bytes)
    {
        Ended--;
        EndedBytes -= bytes;
        IsChanged = true;
    }
}
