namespace Coalesce.Http.Tests.Architecture;

/// <summary>Who may know whom. Each rule gives a line for each breach.</summary>
internal static class HouseRules
{
    private const string BrokerNamespace = "Coalesce.Http.Broker";

    /// <summary>What a folder of the broker may name; the root may name all.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Messages"] = [],
        ["Telemetry"] = [],
        ["Flights"] = ["Messages"],
        ["Scheduling"] = ["Messages"],
        ["Superseding"] = ["Messages"],
        ["Outbox"] = ["Messages"],
    };

    /// <summary>The public types that telemetry publishes.</summary>
    private static readonly string[] Published = ["BrokerEvent.cs", "BrokerEventKind.cs"];

    public static List<string> FoldersOfTheBroker(SourceTree tree)
    {
        List<string> breaches = [];
        foreach (var file in tree.Files.Where(file => file.Folder.Length > 0))
        {
            if (!Allowed.TryGetValue(file.Folder, out var allowed))
            {
                breaches.Add($"{file.Path}: nothing says what the folder {file.Folder} may know");
                continue;
            }
            breaches.AddRange(tree.NamedBy(file)
                .Where(named => named.File.Folder != file.Folder && !allowed.Contains(named.File.Folder)
                    && !(file.Folder == "Telemetry" && Published.Contains(named.File.Path)))
                .Select(named => $"{file.Path} names {named.Type} of {named.File.Path}"));
            breaches.AddRange(file.Usings
                .Where(name => name.StartsWith(BrokerNamespace + ".", StringComparison.Ordinal))
                .Where(name => name[(BrokerNamespace.Length + 1)..] is var folder && folder != file.Folder && !allowed.Contains(folder))
                .Select(name => $"{file.Path} uses {name}"));
        }
        return breaches;
    }

    public static List<string> Handlers(SourceTree tree)
    {
        var handlers = tree.Files.Where(file => file.Bases.Contains("DelegatingHandler")).ToList();
        List<string> breaches = [];
        foreach (var file in tree.Files)
        {
            var named = tree.NamedBy(file).Where(named => handlers.Contains(named.File)).Select(named => named.Type).Distinct().ToList();
            if (file.Folder == "Handlers" && named.Count > 0) breaches.Add($"{file.Path} names {string.Join(", ", named)}");
            if (named.Count > 1 && !SeesSeveral(file)) breaches.Add($"{file.Path} names several handlers: {string.Join(", ", named)}");
        }
        return breaches;
    }

    public static List<string> Sizes(SourceTree tree, int limit, IReadOnlyDictionary<string, string> exceptions) =>
        [.. tree.Files.Where(file => file.Lines > limit && !exceptions.ContainsKey(file.Path)).Select(file => $"{file.Path} has {file.Lines} lines")];

    private static bool SeesSeveral(SourceFile file) => file.Folder == "Wiring"
        || (file.Folder.Length == 0 && (file.Path.EndsWith("Pipeline.cs", StringComparison.Ordinal) || file.Path.EndsWith("BuilderExtensions.cs", StringComparison.Ordinal)));
}
