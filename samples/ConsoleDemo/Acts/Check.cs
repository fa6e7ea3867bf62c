namespace ConsoleDemo.Acts;

/// <summary>One thing that an act claims, and whether it was so.</summary>
internal readonly record struct Check(bool Holds, string Claim);
