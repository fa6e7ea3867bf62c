namespace Coalesce.Http.Benchmarks;

/// <summary>The figures for people, one block a case, each printed as soon as it is there.</summary>
internal static class Table
{
    public static void WriteCase(Case @case, IReadOnlyList<Figures> figures)
    {
        Console.WriteLine();
        Console.WriteLine($"{@case.Name}  (beyond: {@case.Reference.Name}; {figures[0].Rounds} rounds of {@case.Operations:N0})");
        Console.WriteLine($"  {"",-28}{"min ns",10}{"median ns",11}{"ratio",8}{"beyond ns",11}{"bytes",10}{"beyond B",10}  goal");
        foreach (var f in figures)
        {
            var goal = f.GoalMet switch { true => "met", false => "MISSED: " + @case.Goal.Text, null => "" };
            var row = $"  {f.Alternative,-28}{f.MinNs,10:N0}{f.MedianNs,11:N0}{f.Ratio,8:N2}{f.BeyondNs,11:+#,0;-#,0;0}{f.Bytes,10:N0}{f.BeyondBytes,10:+#,0;-#,0;0}  {goal}";
            Console.WriteLine(row.TrimEnd());
        }
    }

    public static void WriteEnd(IReadOnlyList<Figures> all)
    {
        Console.WriteLine();
        var judged = all.Where(f => f.GoalMet is not null).ToList();
        Console.WriteLine($"Goals: {judged.Count(f => f.GoalMet == true)} of {judged.Count} met. Times vary on a busy machine, bytes do not.");
    }
}
