namespace Coalesce.Http.Benchmarks;

/// <summary>What was asked for after <c>--outbox</c>.</summary>
internal sealed record OutboxArguments(string Folder, int Rounds, IReadOnlyList<string> Tables)
{
    public const string Help = """
        dotnet run -c Release --project bench/Coalesce.Http.Benchmarks -- --outbox [--only TABLE] [--rounds N] [--dir DIR]
            What the outbox costs and how much goes through it, on real files, in about two minutes: medians of rounds in
            which the alternatives take turns.
              --only TABLE  enqueue, deliver or healthy
              --rounds N    of each measurement, default 7
              --dir DIR     where the files are made, and removed again; default: beside the program

        """;

    private static readonly string[] All = ["enqueue", "deliver", "healthy"];

    /// <summary><see langword="null"/> and a message when the arguments cannot be understood.</summary>
    public static OutboxArguments? Parse(ReadOnlySpan<string> args, out string? error)
    {
        var result = new OutboxArguments(AppContext.BaseDirectory, 7, All);
        for (error = null; !args.IsEmpty; args = args[(args[0] == "--outbox" ? 1 : 2)..])
        {
            var value = args.Length > 1 ? args[1] : null;
            switch (args[0])
            {
                case "--outbox":
                    break;
                case "--only" when All.Contains(value):
                    result = result with { Tables = [value!] };
                    break;
                case "--rounds" when int.TryParse(value, out var rounds) && rounds > 0:
                    result = result with { Rounds = rounds };
                    break;
                case "--dir" when value is not null:
                    result = result with { Folder = value };
                    break;
                default:
                    error = $"Cannot understand {string.Join(' ', args[..Math.Min(2, args.Length)]!)}";
                    return null;
            }
        }
        return result;
    }
}
