using System.Runtime.CompilerServices;

namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>The table in docs/caching.md and the cases say the same.</summary>
public sealed class ConformanceTableTests
{
    [Fact]
    public void Table_OfRequirements_HasTheSectionsOfAllCasesAndNoOther()
    {
        var rows = Rows().Select(row => row[0]).ToList();

        Assert.Equal(ConformanceCases.All.Select(one => one.Section).Distinct().Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Table_OfRequirements_NamesFilesThatAreThere()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*.cs", SearchOption.AllDirectories))
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();

        foreach (var name in Rows().SelectMany(row => row[2].Split(',').Concat(row[3].Split(','))).Select(name => name.Trim(' ', '`')).Where(name => name.Length > 0)) Assert.Contains(name, files);
    }

    [Fact]
    public void Cases_OfAllSections_AreThere() => Assert.True(ConformanceCases.All.Length > 500);

    private static IEnumerable<string[]> Rows() => File.ReadLines(Path.Combine(Root(), "docs", "caching.md")).Where(line => line.Length > 3 && line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]))
        .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray());

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", ".."));
}
