using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Finds entries.</summary>
internal sealed class Entries(Connection connection, EntryReader reader) : IDisposable
{
    private readonly Statement _findControl = connection.Prepare(
        "SELECT seq, client, state, owner, fence, joined, lane_print, weight, body_weight, answer_weight FROM entries WHERE id = ?");

    private readonly Statement _load = connection.Prepare($"SELECT {EntryReader.Columns}, body FROM entries WHERE seq = ?");

    public EntryControl? Find(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        if (!_findControl.With(bytes).Step()) return null;
        var found = new EntryControl(
            _findControl.Number(0), _findControl.Number(1), (OutboxState)_findControl.Number(2), _findControl.TextOrNull(3), _findControl.Number(4), _findControl.Number(5) != 0,
            _findControl.Number(6), _findControl.Number(7), _findControl.Number(8), _findControl.Number(9));
        _findControl.Reset();
        return found;
    }

    /// <returns>The whole entry, and whether it is what was once stored.</returns>
    public (OutboxEntry Entry, bool IsSound) Load(long seq)
    {
        _load.With(seq).Step();
        var entry = reader.ReadWhole(_load);
        var isSound = reader.IsSound(entry, _load);
        _load.Reset();
        return (entry, isSound);
    }

    public void Dispose()
    {
        _findControl.Dispose();
        _load.Dispose();
    }
}
