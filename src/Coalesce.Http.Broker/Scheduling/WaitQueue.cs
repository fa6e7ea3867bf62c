namespace Coalesce.Http.Broker.Scheduling;

/// <summary>
/// The turns that wait: by urgency, then in order of arrival. A binary heap that knows where each turn stands, so that adding, taking, removing and
/// moving are O(log n). Guarded by the gate of the scheduler.
/// </summary>
internal sealed class WaitQueue
{
    private readonly List<Turn> _heap = [];

    public int Count => _heap.Count;

    public void Add(Turn turn)
    {
        turn.QueuedUrgency = turn.Urgency;
        turn.QueueIndex = _heap.Count;
        _heap.Add(turn);
        Rise(turn.QueueIndex);
    }

    public Turn Peek() => _heap[0];

    public void Remove(Turn turn)
    {
        var index = turn.QueueIndex;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        turn.QueueIndex = -1;
        if (last == turn) return;
        Put(last, index);
        Rise(index);
        Sink(last.QueueIndex);
    }

    /// <summary>Moves a turn to where its present urgency puts it.</summary>
    public void Update(Turn turn)
    {
        turn.QueuedUrgency = turn.Urgency;
        Rise(turn.QueueIndex);
        Sink(turn.QueueIndex);
    }

    /// <summary>The turns in the order in which they would be served.</summary>
    public List<Turn> ToSortedList()
    {
        List<Turn> sorted = [.. _heap];
        sorted.Sort(static (x, y) => (x.QueuedUrgency, x.Order).CompareTo((y.QueuedUrgency, y.Order)));
        return sorted;
    }

    private static bool IsBefore(Turn x, Turn y) =>
        x.QueuedUrgency != y.QueuedUrgency ? x.QueuedUrgency < y.QueuedUrgency : x.Order < y.Order;

    private void Rise(int index)
    {
        var turn = _heap[index];
        while (index > 0 && IsBefore(turn, _heap[(index - 1) / 2]))
        {
            Put(_heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }
        Put(turn, index);
    }

    private void Sink(int index)
    {
        var turn = _heap[index];
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= _heap.Count) break;
            if (child + 1 < _heap.Count && IsBefore(_heap[child + 1], _heap[child])) child++;
            if (!IsBefore(_heap[child], turn)) break;
            Put(_heap[child], index);
            index = child;
        }
        Put(turn, index);
    }

    private void Put(Turn turn, int index)
    {
        _heap[index] = turn;
        turn.QueueIndex = index;
    }
}
