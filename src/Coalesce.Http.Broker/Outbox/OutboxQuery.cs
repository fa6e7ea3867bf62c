namespace Coalesce.Http.Broker;

/// <summary>Which entries to list.</summary>
public sealed record OutboxQuery
{
    /// <summary>In this state only.</summary>
    public OutboxState? State { get; init; }

    /// <summary>Of this lane only.</summary>
    public string? Lane { get; init; }

    /// <summary>Of this route only, as it was configured.</summary>
    public string? Route { get; init; }

    /// <summary>With this text in method, URI, key or lane, case-insensitively.</summary>
    public string? Text { get; init; }

    /// <summary>How many at most, 1 to 1,000. Default 100.</summary>
    public int Take { get; init; } = 100;

    /// <summary>Where to go on: <see cref="OutboxPage.After"/> of the page before. Default 0: from the start.</summary>
    public long After { get; init; }
}
