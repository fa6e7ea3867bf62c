using System.Text.Json.Serialization;
using ConsoleDemo.Har;

namespace ConsoleDemo.Figures;

/// <summary>All figures of a replay.</summary>
/// <param name="File">The recording.</param>
/// <param name="Speed">How much faster than recorded it was played. All times are as measured, not as recorded.</param>
/// <param name="MaxConcurrency">How many requests could be at the origin at once; <see langword="null"/>: as many as asked.</param>
/// <param name="Skipped">How many entries were left out, by reason.</param>
/// <param name="Plain">Through plain HttpClient.</param>
/// <param name="Broker">Through the broker.</param>
/// <param name="Routes">The same by route.</param>
internal sealed record Report(
    string File, double Speed, int? MaxConcurrency, IReadOnlyDictionary<string, int> Skipped,
    Tally Plain, Tally Broker, IReadOnlyList<RouteTally> Routes)
{
    public static Report Of(string file, double speed, int? maxConcurrency, Recording recording, RouteNames names, Run plain, Run broker) => new(
        file, speed, maxConcurrency, recording.Skipped,
        Tally.Of([.. plain.Asks], [.. plain.Sent]),
        Tally.Of([.. broker.Asks], [.. broker.Sent]),
        RouteTally.Of(recording.Exchanges, names.Of, plain, broker));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
