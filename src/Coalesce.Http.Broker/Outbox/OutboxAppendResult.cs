namespace Coalesce.Http.Broker;

/// <summary>What became of a new mutation.</summary>
public enum OutboxAppendResult
{
    /// <summary>It is stored and leased to its writer: the first attempt may go.</summary>
    Trying,

    /// <summary>
    /// It is stored as <see cref="OutboxState.Waiting"/>, because its lane is busy or it was not to be tried; and it is leased to its writer, who acknowledges it by a change to
    /// <see cref="OutboxState.Waiting"/>, or withdraws it. Until then nobody sends it, and it makes its lane busy already.
    /// </summary>
    Waiting,

    /// <summary>An entry with this key and the same content was there already.</summary>
    Joined,

    /// <summary>An entry with this key but other content is there: nothing was stored.</summary>
    KeyReused,

    /// <summary>The client has as many entries as it may: nothing was stored.</summary>
    TooManyEntries,

    /// <summary>The client has as many bytes as it may: nothing was stored.</summary>
    TooManyBytes,

    /// <summary>It was made needless by what it met, and that with it (see <see cref="OutboxCompaction.DropPairs"/>): it is stored as <see cref="OutboxState.Compacted"/>.</summary>
    Compacted,
}
