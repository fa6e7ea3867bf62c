using System.Globalization;

namespace ConsoleDemo.CommandLine;

/// <summary>What <c>replay</c> was told.</summary>
internal sealed record ReplayOptions
{
    public required string File { get; init; }

    public double Speed { get; init; } = 1;

    public int? MaxConcurrency { get; init; }

    public string? Routes { get; init; }

    /// <summary>Whether the broker answers nothing of what it keeps.</summary>
    public bool NoCache { get; init; }

    public string? Svg { get; init; }

    public string? Json { get; init; }

    /// <summary>Reads the arguments after <c>replay</c>.</summary>
    /// <exception cref="UsageException">An option is unknown, lacks its value or has a wrong one, or there is not one file.</exception>
    public static ReplayOptions Parse(IReadOnlyList<string> args)
    {
        var options = new ReplayOptions { File = "" };
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                if (options.File.Length > 0) throw new UsageException($"replay takes one file; \"{args[i]}\" is a second.");
                options = options with { File = args[i] };
                continue;
            }
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            if (name == "--no-cache")
            {
                if (value is not null) throw new UsageException("--no-cache takes no value.");
                options = options with { NoCache = true };
                continue;
            }
            if (!IsKnown(name)) throw new UsageException($"replay has no option {name}.");
            value ??= ++i < args.Count ? args[i] : throw new UsageException($"{name} needs a value.");
            options = options.With(name, value);
        }
        return options.File.Length > 0 ? options : throw new UsageException("replay needs a HAR file.");
    }

    private static bool IsKnown(string name) => name is "--speed" or "--max-concurrency" or "--routes" or "--svg" or "--json";

    private ReplayOptions With(string name, string value) => name switch
    {
        "--speed" => this with { Speed = SpeedOf(value) },
        "--max-concurrency" => this with { MaxConcurrency = ConcurrencyOf(value) },
        "--routes" => this with { Routes = value },
        "--svg" => this with { Svg = value },
        _ => this with { Json = value },
    };

    private static double SpeedOf(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is >= 0.001 and <= 1_000_000
            ? speed
            : throw new UsageException($"--speed must be a number from 0.001 to 1000000, not \"{value}\".");

    private static int ConcurrencyOf(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var permits) && permits >= 1
            ? permits
            : throw new UsageException($"--max-concurrency must be a whole number from 1, not \"{value}\".");
}
