namespace Coalesce.Http.Tests.Architecture;

/// <summary>The rules find what breaks them: a rule that cannot fail says nothing.</summary>
public sealed class HouseRulesTests
{
    [Fact]
    public void FindCircles_FilesNameEachOther_GivesTheWayAround()
    {
        var tree = Tree(("A.cs", "class A { B b; }"), ("B.cs", "class B { C c; }"), ("C.cs", "class C { void M() { A.Do(); } }"), ("D.cs", "class D { A a; }"));

        Assert.Equal(["A.cs -> B.cs -> C.cs -> A.cs"], tree.FindCircles());
    }

    [Fact]
    public void FindCircles_PartsOfOneType_AreOneNode()
    {
        Assert.Empty(Tree(("A.cs", "partial class A { }"), ("A.More.cs", "partial class A { A Same; }")).FindCircles());
        Assert.NotEmpty(Tree(("A.cs", "partial class A { }"), ("A.More.cs", "partial class A { B b; }"), ("B.cs", "class B { A a; }")).FindCircles());
    }

    [Fact]
    public void FindCircles_NamesInCommentsAndTexts_CountForNothing()
    {
        var tree = Tree(
            ("A.cs", "class A { B b; }"),
            ("B.cs", "/// <see cref=\"A\"/>\n/* A */\nclass B { string s = \"A\" + @\"A \"\" A\" + $\"A {1}\" + '\"' + \"\"\"A\"\"\"; } // A"));

        Assert.Empty(tree.FindCircles());
    }

    [Theory]
    [InlineData("Messages/M.cs", "class M { F f; }", "Messages/M.cs names F of Flights/F.cs")]
    [InlineData("Messages/M.cs", "class M { Root r; }", "Messages/M.cs names Root of Root.cs")]
    [InlineData("Flights/G.cs", "class G { S s; }", "Flights/G.cs names S of Scheduling/S.cs")]
    [InlineData("Flights/G.cs", "using Coalesce.Http.Broker.Scheduling;\nclass G { }", "Flights/G.cs uses Coalesce.Http.Broker.Scheduling")]
    [InlineData("Scheduling/T.cs", "class T { void M() => Superseding.P.Do(); }", "Scheduling/T.cs names P of Superseding/P.cs")]
    [InlineData("Superseding/Q.cs", "class Q : F { }", "Superseding/Q.cs names F of Flights/F.cs")]
    [InlineData("Telemetry/L.cs", "class L { Root r; }", "Telemetry/L.cs names Root of Root.cs")]
    [InlineData("Telemetry/L.cs", "class L { Message m; }", "Telemetry/L.cs names Message of Messages/Message.cs")]
    [InlineData("Outbox/O.cs", "class O { F f; }", "Outbox/O.cs names F of Flights/F.cs")]
    [InlineData("Cellar/C.cs", "class C { }", "Cellar/C.cs: nothing says what the folder Cellar may know")]
    public void FoldersOfTheBroker_OneKnowsToMuch_IsFound(string path, string text, string expected) => Assert.Equal(
        [expected], HouseRules.FoldersOfTheBroker(Tree([.. Sound, (path, text)])));

    [Fact]
    public void FoldersOfTheBroker_WhatIsAllowed_IsNotFound() => Assert.Empty(HouseRules.FoldersOfTheBroker(Tree(Sound)));

    [Theory]
    [InlineData("Handlers/Y.cs", "class Y : DelegatingHandler { X x; }", "Handlers/Y.cs names X")]
    [InlineData("Handlers/Helper.cs", "static class Helper { static X x; }", "Handlers/Helper.cs names X")]
    [InlineData("Routing/Table.cs", "class Table { X x; Z z; }", "Routing/Table.cs names several handlers: X, Z")]
    [InlineData("Options.cs", "class Options { X x; Z z; }", "Options.cs names several handlers: X, Z")]
    public void Handlers_OneNamesAnother_IsFound(string path, string text, string expected) => Assert.Equal(
        [expected], HouseRules.Handlers(Tree(Handlers, (path, text))));

    [Theory]
    [InlineData("Wiring/Chain.cs")]
    [InlineData("ThePipeline.cs")]
    [InlineData("TheBuilderExtensions.cs")]
    public void Handlers_WhereTheChainIsMade_MayBeNamed(string path) =>
        Assert.Empty(HouseRules.Handlers(Tree(Handlers, (path, "class Chain { X x; Z z; }"))));

    [Fact]
    public void Sizes_OneIsTooLong_IsFoundUnlessExcepted()
    {
        var tree = Tree(("A.cs", new string('\n', 10) + "class A { }\n"), ("B.cs", new string('\n', 11) + "class B { }\n"));

        Assert.Equal(["B.cs has 12 lines"], HouseRules.Sizes(tree, 11, new Dictionary<string, string>()));
        Assert.Empty(HouseRules.Sizes(tree, 11, new Dictionary<string, string> { ["B.cs"] = "a reason" }));
    }

    private static (string, string)[] Sound =>
    [
        ("Root.cs", "using Coalesce.Http.Broker.Flights;\nclass Root { F f; S s; P p; Log l; }"),
        ("BrokerEvent.cs", "record BrokerEvent;"),
        ("Messages/Message.cs", "class Message { }"),
        ("Flights/F.cs", "using Coalesce.Http.Broker.Messages;\nclass F { Message m; }"),
        ("Scheduling/S.cs", "class S { Message m; }"),
        ("Superseding/P.cs", "class P { Message m; }"),
        ("Telemetry/Log.cs", "class Log { BrokerEvent e; }"),
    ];

    private static (string, string)[] Handlers =>
    [
        ("Handlers/X.cs", "internal sealed class X(int a, (int, int) b) : DelegatingHandler, IOther\n{ }"),
        ("Handlers/Z.cs", "class Z : DelegatingHandler { }"),
    ];

    private static SourceTree Tree((string Path, string Text)[] files, (string Path, string Text) more) => Tree([.. files, more]);

    private static SourceTree Tree(params (string Path, string Text)[] files) => new(files.Select(file => new SourceFile(file.Path, file.Text)));
}
