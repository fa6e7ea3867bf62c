using System.Runtime.CompilerServices;

namespace Coalesce.Http.Tests.Architecture;

/// <summary>The files of one project and who names whose types. Files that declare parts of one type are one node.</summary>
internal sealed class SourceTree
{
    private readonly Dictionary<string, string> _nodeOfPath = [];
    private readonly Dictionary<string, string> _nodeOfType = new(StringComparer.Ordinal);

    public SourceTree(IEnumerable<SourceFile> files)
    {
        Files = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        foreach (var file in Files)
        {
            // The first file of a type stands for all its parts.
            var node = file.Declares.Select(type => _nodeOfType.GetValueOrDefault(type)).FirstOrDefault(found => found is not null) ?? file.Path;
            _nodeOfPath.Add(file.Path, node);
            foreach (var type in file.Declares) _nodeOfType.TryAdd(type, node);
        }
    }

    public IReadOnlyList<SourceFile> Files { get; }

    public static string RepositoryRoot { get; } = FindRoot();

    public static SourceTree OfProject(string folder)
    {
        var root = Path.Combine(RepositoryRoot, "src", folder);
        return new SourceTree(Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Full: path, Own: Path.GetRelativePath(root, path).Replace('\\', '/')))
            .Where(file => !file.Own.StartsWith("obj/", StringComparison.Ordinal) && !file.Own.StartsWith("bin/", StringComparison.Ordinal))
            .Select(file => new SourceFile(file.Own, File.ReadAllText(file.Full))));
    }

    /// <summary>The files that a file names, and by which type.</summary>
    public IEnumerable<(SourceFile File, string Type)> NamedBy(SourceFile file)
    {
        foreach (var other in Files)
        {
            if (_nodeOfPath[other.Path] == _nodeOfPath[file.Path]) continue;
            foreach (var type in other.Declares.Where(file.Names.Contains)) yield return (other, type);
        }
    }

    /// <summary>Every circle there is at least one of, as the way around it; empty when there is none.</summary>
    public List<string> FindCircles()
    {
        var arrows = Files.GroupBy(file => _nodeOfPath[file.Path])
            .ToDictionary(node => node.Key, node => node.SelectMany(NamedBy).Select(named => _nodeOfPath[named.File.Path]).Distinct().ToList());
        List<string> circles = [], way = [];
        HashSet<string> done = [];
        foreach (var node in arrows.Keys) Walk(node);
        return circles;

        void Walk(string node)
        {
            var at = way.IndexOf(node);
            if (at >= 0) circles.Add(string.Join(" -> ", way.Skip(at).Append(node)));
            if (at >= 0 || done.Contains(node)) return;
            way.Add(node);
            foreach (var next in arrows[node]) Walk(next);
            way.RemoveAt(way.Count - 1);
            done.Add(node);
        }
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = Path.GetDirectoryName(here);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Coalesce.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Coalesce.sln above {here}.");
    }
}
