using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Coalesce.Http.Tests;

/// <summary>What the README and the pages under docs/ show is what users copy: it must compile as it stands.</summary>
public sealed partial class DocumentationTests
{
    // The user's own client, which the quick start takes for granted.
    private const string UsersCode = "sealed class FeedClient(System.Net.Http.HttpClient http) { public System.Net.Http.HttpClient Http => http; }";

    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            foreach (var page in Pages())
            {
                var count = CSharpBlock().Count(File.ReadAllText(Path.Combine(Root(), page)));
                for (var i = 0; i < count; i++) blocks.Add(page, i);
            }
            return blocks;
        }
    }

    [Theory, MemberData(nameof(Blocks))]
    public void CSharpBlock_OfAPage_Compiles(string page, int index)
    {
        var code = CSharpBlock().Matches(File.ReadAllText(Path.Combine(Root(), page)))[index].Groups["code"].Value;
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var compilation = CSharpCompilation.Create("Page",
            [CSharpSyntaxTree.ParseText(code, options), CSharpSyntaxTree.ParseText(UsersCode, options), CSharpSyntaxTree.ParseText("global using System.Threading.Tasks;", options)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));

        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        Assert.Empty(errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Links_OfAPage_LeadToFiles()
    {
        foreach (var page in Pages())
        {
            var folder = Path.GetDirectoryName(Path.Combine(Root(), page))!;
            foreach (var link in Link().Matches(File.ReadAllText(Path.Combine(Root(), page))).Select(match => match.Groups["to"].Value))
            {
                if (!link.Contains("://", StringComparison.Ordinal)) Assert.True(File.Exists(Path.Combine(folder, link)), $"{page} links to {link}, which is not there.");
            }
        }
    }

    private static IEnumerable<string> Pages() => Directory.EnumerateFiles(Path.Combine(Root(), "docs"), "*.md", SearchOption.AllDirectories)
        .Prepend(Path.Combine(Root(), "README.md")).Select(path => Path.GetRelativePath(Root(), path));

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));

    [GeneratedRegex("^```csharp\\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\((?<to>[^)#]+)\)")]
    private static partial Regex Link();
}
