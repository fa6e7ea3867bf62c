namespace Coalesce.Http.Benchmarks;

/// <summary>What was asked for after <c>--quick</c>.</summary>
internal sealed record QuickArguments(IReadOnlyList<Case> Cases, string? JsonFile)
{
    public const string Help = """
        What coalescing costs, beside what it could cost.

        dotnet run -c Release --project bench/Coalesce.Http.Benchmarks -- --quick [--only TEXT] [--json FILE]
            One table of ratios, in about two minutes. The alternatives take turns, so that a busy machine hurts all alike:
            trust the ratios more than the times. Ends with 1 when a case did not measure what it says.
              --only TEXT   only the cases whose name contains TEXT
              --json FILE   also writes the figures to FILE

        dotnet run -c Release --project bench/Coalesce.Http.Benchmarks -- [options of BenchmarkDotNet]
            The same cases under BenchmarkDotNet, every alternative in a process of its own; all of them without options.
            For example: --filter '*Joining*', --list flat, --job short

        """;

    /// <summary><see langword="null"/> and a message when the arguments cannot be understood.</summary>
    public static QuickArguments? Parse(ReadOnlySpan<string> args, out string? error)
    {
        var result = new QuickArguments(AllCases.List, null);
        for (error = null; !args.IsEmpty; args = args[(args[0] == "--quick" ? 1 : 2)..])
        {
            var value = args.Length > 1 ? args[1] : null;
            switch (args[0])
            {
                case "--quick":
                    break;
                case "--json" or "--only" when value is null:
                    error = $"{args[0]} needs a value.";
                    return null;
                case "--json":
                    result = result with { JsonFile = value };
                    break;
                case "--only":
                    result = result with { Cases = [.. AllCases.List.Where(c => c.Name.Contains(value!, StringComparison.OrdinalIgnoreCase))] };
                    break;
                default:
                    error = $"Unknown argument: {args[0]}";
                    return null;
            }
        }

        if (result.Cases.Count == 0) error = "No case has that in its name. There are:\n  " + string.Join("\n  ", AllCases.List.Select(c => c.Name));
        return error is null ? result : null;
    }
}
