namespace Coalesce.Http.Broker.Messages;

/// <summary>
/// Whose request it is: what the application says and what the request says, always as a pair, so that a request cannot
/// speak for another of the application's users.
/// </summary>
/// <param name="App">From the application's delegate, or <see langword="null"/> where there is none.</param>
/// <param name="Own">From the request itself, or <see langword="null"/>.</param>
/// <param name="IsKnown">False when the application has a delegate and it could not tell.</param>
internal readonly record struct Partition(string? App, string? Own, bool IsKnown)
{
    /// <summary>Nobody tells partitions apart: one for all.</summary>
    public static Partition One => new(null, null, IsKnown: true);

    public static Partition Unknown => new(null, null, IsKnown: false);

    /// <summary>Whether somebody vouches for whose request it is.</summary>
    public bool Vouches => App is not null || Own is not null;

    public bool Names(string partition) => partition == App || partition == Own;
}
