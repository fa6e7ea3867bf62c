namespace Coalesce.Http.Sqlite;

/// <summary>A moment as it is stored: ticks of UTC.</summary>
internal static class Moment
{
    /// <summary>Whatever number is in the file is some moment: a row whose time was changed must not take a list along.</summary>
    public static DateTimeOffset Of(long ticks) => new(Math.Clamp(ticks, 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);

    public static DateTimeOffset? Of(long? ticks) => ticks is { } some ? Of(some) : null;
}
