namespace ConsoleDemo.Har;

/// <summary>One recorded header.</summary>
internal readonly record struct Header(string Name, string Value);
