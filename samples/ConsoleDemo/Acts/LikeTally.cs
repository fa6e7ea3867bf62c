namespace ConsoleDemo.Acts;

/// <summary>How far the likes have come, at one moment.</summary>
internal readonly record struct LikeTally(int Own, int Accepted, int Queued, int Replaying, int Delivered);
