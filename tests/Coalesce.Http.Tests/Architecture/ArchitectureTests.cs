using System.Xml.Linq;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Tests.Architecture;

/// <summary>The rules of the house, so that they stay true.</summary>
public sealed class ArchitectureTests
{
    private const int MostLines = 250;

    /// <summary>Files that may be longer, with the reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    public static TheoryData<string> Projects => new("Coalesce.Http.Broker", "Coalesce.Http", "Coalesce.Http.Sqlite");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_OfAProject_NameEachOtherInNoCircle(string project)
    {
        var tree = SourceTree.OfProject(project);

        Assert.True(tree.Files.Count > 20, "too few files were found to say anything");
        Assert.Empty(tree.FindCircles());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_OfAProject_AreShort(string project) =>
        Assert.Empty(HouseRules.Sizes(SourceTree.OfProject(project), MostLines, LongFiles));

    [Fact]
    public void Broker_Folders_KnowOnlyWhomTheyMay() => Assert.Empty(HouseRules.FoldersOfTheBroker(SourceTree.OfProject("Coalesce.Http.Broker")));

    [Fact]
    public void Middleware_Handlers_NeverNameEachOther()
    {
        var tree = SourceTree.OfProject("Coalesce.Http");

        Assert.True(tree.Files.Count(file => file.Bases.Contains("DelegatingHandler")) >= 6, "too few handlers were found to say anything");
        Assert.Empty(HouseRules.Handlers(tree));
    }

    [Fact]
    public void Broker_Project_NeedsNothingOfOursAndOnlyTheLogAndPolly()
    {
        Assert.Empty(References("Coalesce.Http.Broker", "ProjectReference"));
        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions", "Polly.Core"], References("Coalesce.Http.Broker", "PackageReference"));
        // What comes along with a package may be used without being named: look at what the assembly really uses.
        Assert.All(typeof(IRequestBroker).Assembly.GetReferencedAssemblies(), assembly => Assert.True(
            assembly.Name!.StartsWith("System.", StringComparison.Ordinal) || assembly.Name is "Microsoft.Extensions.Logging.Abstractions" or "Polly.Core", assembly.Name));
    }

    [Fact]
    public void Middleware_Project_KnowsTheBrokerOnly() =>
        Assert.Equal(["../Coalesce.Http.Broker/Coalesce.Http.Broker.csproj"], References("Coalesce.Http", "ProjectReference"));

    [Fact]
    public void SqliteStore_Project_KnowsTheBrokerOnly()
    {
        Assert.Equal(["../Coalesce.Http.Broker/Coalesce.Http.Broker.csproj"], References("Coalesce.Http.Sqlite", "ProjectReference"));
        // The latter for the one method that extends its builder.
        Assert.Equal(["Microsoft.Data.Sqlite", "Microsoft.Extensions.Http"], References("Coalesce.Http.Sqlite", "PackageReference"));
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(SourceTree.RepositoryRoot, "src", project, project + ".csproj"))
            .Descendants(kind).Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));
}
