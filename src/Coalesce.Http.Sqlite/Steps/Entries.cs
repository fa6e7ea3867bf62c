using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>Finds entries.</summary>
internal sealed class Entries(Connection connection, EntryReader reader) : IDisposable
{
    private readonly Statement _findControl = connection.Prepare(
        "SELECT seq, client, state, owner, fence, joined, lane_print, turn, weight, body_weight, answer_weight, attempts FROM entries WHERE id = ?");

    private readonly Statement _load = connection.Prepare($"SELECT {EntryReader.Columns}, body, fence, client FROM entries WHERE id = ?");

    public EntryControl? Find(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        if (!_findControl.With(bytes).Step()) return null;
        var found = new EntryControl(
            _findControl.Number(0), _findControl.Number(1), (OutboxState)_findControl.Number(2), _findControl.TextOrNull(3), _findControl.Number(4), _findControl.Number(5) != 0,
            _findControl.Number(6), _findControl.NumberOrNull(7), _findControl.Number(8), _findControl.Number(9), _findControl.Number(10), _findControl.IsNull(11) ? null : _findControl.Bytes(11).ToArray());
        _findControl.Reset();
        return found;
    }

    /// <returns>The whole entry, whether it is what was once stored, the number of its last lease, and its client.</returns>
    public (OutboxEntry Entry, bool IsSound, long Fence, long Client) Load(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        _load.With(bytes).Step();
        var entry = reader.ReadWhole(_load);
        var loaded = (entry, reader.IsSound(entry, _load), _load.Number(EntryReader.Next + 1), _load.Number(EntryReader.Next + 2));
        _load.Reset();
        return loaded;
    }

    public void Dispose()
    {
        _findControl.Dispose();
        _load.Dispose();
    }
}
