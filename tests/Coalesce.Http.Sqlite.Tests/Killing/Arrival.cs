namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>A request as the server got it, in order.</summary>
internal sealed record Arrival(string Key, string Path, byte[] Body, bool IsAccepted);
