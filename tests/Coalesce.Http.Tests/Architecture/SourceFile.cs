using System.Text.RegularExpressions;

namespace Coalesce.Http.Tests.Architecture;

/// <summary>A source file as its types and the names in it: comments and texts count for nothing.</summary>
internal sealed partial class SourceFile
{
    public SourceFile(string path, string text)
    {
        Path = path;
        Lines = text.TrimEnd().Split('\n').Length;
        var code = Texts().Replace(Comments().Replace(text, " "), "\"\"");
        // With namespaces of a whole file, a type of its own begins its line.
        Declares = [.. Declarations().Matches(code).Select(match => match.Groups["name"].Value)];
        Names = Identifiers().Matches(code).Select(match => match.Value).ToHashSet();
        Usings = [.. UsingDirectives().Matches(code).Select(match => match.Groups["name"].Value)];
        Bases = BaseLists().Matches(code).SelectMany(match => Identifiers().Matches(match.Groups["bases"].Value)).Select(match => match.Value).ToHashSet();
    }

    /// <summary>From the project's folder, with slashes.</summary>
    public string Path { get; }

    /// <summary>The folder in the project, or nothing for its root.</summary>
    public string Folder => Path.Contains('/') ? Path[..Path.IndexOf('/')] : "";

    public int Lines { get; }

    public IReadOnlyList<string> Declares { get; }

    public IReadOnlySet<string> Names { get; }

    public IReadOnlyList<string> Usings { get; }

    /// <summary>What its types derive from and implement.</summary>
    public IReadOnlySet<string> Bases { get; }

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex("""
        \"\"\".*?\"\"\"|@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline)]
    private static partial Regex Texts();

    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref) )*(?:class|struct|interface|enum|record(?: struct| class)?) (?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Identifiers();

    [GeneratedRegex(@"^(?:global )?using (?:static )?(?:\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingDirectives();

    [GeneratedRegex(@"^(?:\w+ )*(?:class|struct|interface|record) [A-Z]\w*(?:<[^>]*>)?(?:\((?:[^()]|\([^()]*\))*\))?\s*:(?<bases>[^{;]*)", RegexOptions.Multiline)]
    private static partial Regex BaseLists();
}
