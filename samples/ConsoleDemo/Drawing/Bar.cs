namespace ConsoleDemo.Drawing;

/// <summary>A part of a waterfall's row.</summary>
internal readonly record struct Bar(TimeSpan Start, TimeSpan End, BarKind Kind);
