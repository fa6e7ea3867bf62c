namespace Coalesce.Http.Broker.Outbox;

/// <summary>Where an entry stands in an order: by a moment, and of the same moment in the order of append.</summary>
/// <param name="Ticks">The moment, in ticks of UTC; 0 where only the order of append counts.</param>
/// <param name="Number">The place in the order of append.</param>
/// <param name="Stored">The entry; <see langword="null"/> to look from here.</param>
internal readonly record struct StoredPlace(long Ticks, long Number, StoredEntry? Stored) : IComparable<StoredPlace>
{
    private static readonly StoredPlace End = new(long.MaxValue, long.MaxValue, null);

    public static StoredPlace By(StoredEntry stored) => new(0, stored.Number, stored);

    public static StoredPlace By(DateTimeOffset at, StoredEntry stored) => new(at.UtcTicks, stored.Number, stored);

    /// <summary>Those that were appended after a number.</summary>
    public static SortedSet<StoredPlace> After(SortedSet<StoredPlace> places, long number) =>
        places.GetViewBetween(new StoredPlace(0, number < long.MaxValue ? number + 1 : number, null), End);

    /// <summary>Those later than a moment, up to another.</summary>
    public static SortedSet<StoredPlace> Between(SortedSet<StoredPlace> places, DateTimeOffset after, DateTimeOffset to) =>
        places.GetViewBetween(new StoredPlace(after.UtcTicks, long.MaxValue, null), new StoredPlace(to.UtcTicks, long.MaxValue, null));

    public int CompareTo(StoredPlace other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Number.CompareTo(other.Number);
}
