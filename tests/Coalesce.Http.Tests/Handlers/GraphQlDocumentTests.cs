using System.Text;
using CsCheck;

namespace Coalesce.Http.Tests.Handlers;

public sealed class GraphQlDocumentTests
{
    private const string Block = "\"\"\"";

    public static TheoryData<string> Reads =>
    [
        "{ a }", "{a}", "query { a }", "query Q { a }", "query Q($id: ID! = \"1\") @live(if: {a: 1}) { a(id: $id) }", "query($i: In = {a: {b: [1]}}) { a }",
        "fragment F on T { a } query { ...F }", "query { ...F } fragment F on T { a }", "query A { a } query B { b }", "query mutation { subscription }",
        "fragment mutation on subscription { a } { a }", "# mutation { a }\n{ a }", "{ a } # mutation { a }", "{ a } # mutation { a }\r", "\uFEFF{ a }", ",,, { a } ,,,",
        "{ a(x: \"} mutation { b\") }", "{ a(x: \"\\\"} mutation { b\") }", "{ a(x: \"\\\\\") }", "{ a(x: [\"\\\"\"\"x\"]) }", $"{{ a(x: {Block}}} mutation {{ b{Block}) }}",
        $"{{ a(x: {Block}\" \\{Block} }} mutation {{ b {Block}) }}", $"{{ a(x: {Block}{Block}) }}", $"{{ a(x: {Block}c:\\\\dir{Block}) }}", "{ a(x: \"\") b(x: \"\") }",
        "{ a # } mutation {\n }", "{ a(x: \"#\") }", "query\n\n{\na\n}", "query Q{a}query R{b}", "{ mutation subscription }", "{ a(type: mutation) }",
        // A backslash is nothing of itself in a block string: this one goes on to the very last quotes.
        $"{{ a(x: {Block}\\\\{Block} mutation {{ {Block}) }}",
    ];

    public static TheoryData<string> Writes =>
    [
        "mutation { a }", "mutation M { a }", "mutation M($x: Int) { a }", "subscription { a }", "subscription S { a }", "mutation{a}", "\uFEFFmutation { a }", ",mutation { a }",
        "query { a } mutation { b }", "{ a } mutation { b }", "mutation { b } query { a }", "fragment F on T { a } mutation { b }", "# query\nmutation { a }", "# query\rmutation { a }",
        "{ a } #\nmutation { b }", "{ a(x: \"\") } mutation { b }", "{ a(x: \"\\\\\") } mutation { b(x: \"\\\\\") }", $"{{ a(x: {Block}{Block}) }} mutation {{ b }}",
        "{ a(x: \"\\u0022\") } mutation { b(x: \"\") }", "query Q { a }mutation M { b }", "mutation @d { a }",
        // What cannot be read may write.
        "", " ", "# only a comment", "{", "}", "{ a", "{ a }}", "{ a(x: \"b) }", "{ a(x: \"b\n\") }", $"{{ a(x: {Block} b) }}", "query", "query Q", "fragment F on T { a }", "type T { a: Int }",
        "extend type T { a: Int }", "schema { query: Q }", "Query { a }", "queryQ { a }", "MUTATION { a }", "{ a ) }", "\"a\" type T { a: Int }",
        // Strings whose ends are easily mistaken, so that a mutation seems to stand inside one.
        $"query A {{ f(x: [\"\\\"{Block}{Block}\"]) }} mutation B {{ b }} #{Block}])}}",
        $"query A {{ f(x: {Block}a\\\\{Block} b {Block}) }} mutation B {{ b }} #{Block}) }}",
    ];

    [Theory]
    [MemberData(nameof(Reads))]
    public void MayWrite_QueriesAlone_No(string document) => Assert.False(GraphQlDocument.MayWrite(document));

    [Theory]
    [MemberData(nameof(Writes))]
    public void MayWrite_AMutationASubscriptionOrUnreadable_Yes(string document) => Assert.True(GraphQlDocument.MayWrite(document));

    /// <summary>Documents put together of what may be in one, with what hides ends and beginnings: they write if and only if an operation put in does.</summary>
    [Fact]
    public void MayWrite_RandomDocuments_AsTheyWerePutTogether()
    {
        string[] values =
        [
            "1", "$v", "mutation", "{a: {b: 1}}", "[1, [2]]", "\"\"", "\"}\"", "\"mutation {\"", "\"\\\"\"", "\"\\\\\"", "\"\\\\\\\"\"", "\"#\"", "\"\\\"\"\"\"", $"{Block}{Block}", $"{Block}\"{{ {Block}",
            $"{Block}\\{Block}{Block}", $"{Block}\\\\{Block} {Block}", $"{Block}#\n}}{Block}",
        ];
        string[] gaps = [" ", "\n", ",", "\t", "# } mutation { x\n", "#\"\r", "\uFEFF"];
        var value = Gen.Int[0, values.Length - 1].Select(i => values[i]);
        var gap = Gen.Int[0, gaps.Length - 1].Select(i => gaps[i]);
        var operation = Gen.Select(Gen.Int[0, 7], value, value, gap, gap, (kind, one, other, first, second) =>
        {
            var arguments = $"(x: {one}{first} y: {other})";
            var set = $"{{{first}a{arguments}{second}b {{ c{first}}} }}";
            return (Writes: kind is 0 or 1, Text: kind switch
            {
                0 => $"mutation{first} M{set}",
                1 => $"subscription{first}{set}",
                2 => $"query{first} Q($v: T = {(one == "$v" ? "1" : one)}){second}{set}",
                3 => $"query{first}@d{arguments}{set}",
                4 => $"fragment mutation on T{second}{set}",
                _ => set,
            });
        });
        Gen.Select(operation.List[1, 4], gap).Sample(
            (operations, between) =>
            {
                var document = new StringBuilder("{ first }");
                foreach (var (_, text) in operations) document.Append(between).Append(text);
                Assert.Equal(operations.Exists(one => one.Writes), GraphQlDocument.MayWrite(document.ToString()));
            },
            iter: 20_000);
    }
}
