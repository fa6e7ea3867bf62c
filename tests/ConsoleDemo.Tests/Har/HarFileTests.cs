using System.Text;
using ConsoleDemo.Har;

namespace ConsoleDemo.Tests.Har;

public class HarFileTests
{
    [Fact]
    public void Read_ByteOrderMark_IsNoPartOfTheJson()
    {
        using var recording = HarText.Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(HarText.Log(HarText.Entry()))]);
        Assert.Single(recording.Exchanges);
    }

    [Fact]
    public void Read_EntriesAmongOtherMembers_AreFound()
    {
        var json = $$"""
            { "entries": 1, "other": { "entries": [ 1 ] }, "log": { "pages": [ { "entries": [ {} ] } ], "creator": { "name": "log" },
              "entries": [ {{HarText.Entry()}}, {{HarText.Entry()}} ], "comment": "entries" }, "log2": { "entries": [ 7 ] } }
            """;
        using var recording = HarText.Read(json);
        Assert.Equal(2, recording.Exchanges.Count);
    }

    [Fact]
    public void Read_StreamThatGivesOneByteAtATime_SeesTheSameEntries()
    {
        var json = HarText.Log(HarText.Entry(), HarText.Entry(response: $$""" "response": { "status": 200, "content": { "text": "{{new string('x', 200_000)}}" } } """));
        using var recording = Recording.Read(new TricklingStream(Encoding.UTF8.GetBytes(json)), "some.har");
        Assert.Equal([2, 200_000], recording.Exchanges.Select(exchange => exchange.Answer!.Body.Length));
    }

    [Fact]
    public void Read_HundredThousandEntries_HoldsNoMoreThanOneInTheBuffer()
    {
        using var recording = Recording.Read(new EndlessHar(100_000), "some.har");
        Assert.Equal(100_000, recording.Exchanges.Count);
        Assert.Same(recording.Exchanges[0].Headers, recording.Exchanges[^1].Headers);
        Assert.Same(recording.Exchanges[0].Target, recording.Exchanges[^1].Target);
    }

    [Fact]
    public void Read_DeeplyNestedCallStack_IsPassedOver()
    {
        var stack = string.Concat(Enumerable.Repeat("""{ "parent": """, 500)) + "1" + new string('}', 500);
        using var recording = HarText.Read(HarText.Log(HarText.Entry(times: HarText.Times + $$""", "_initiator": {{stack}} """)));
        Assert.Single(recording.Exchanges);
    }

    [Theory]
    [InlineData("", "some.har is empty.")]
    [InlineData("  \n", "some.har is no HAR file: it has no log.entries.")]
    [InlineData("<!DOCTYPE html>", "some.har is no valid JSON at line 1 (a HAR file begins with a brace).")]
    [InlineData("[]", "some.har is no HAR file: it has no log.entries.")]
    [InlineData("12", "some.har is no HAR file: it has no log.entries.")]
    [InlineData("{}", "some.har is no HAR file: it has no log.entries.")]
    [InlineData("""{ "log": { "version": "1.2" } }""", "some.har is no HAR file: it has no log.entries.")]
    [InlineData("""{ "log": { "entries": {} } }""", "some.har is no HAR file: its log.entries is no array.")]
    [InlineData("""{ "log": { "ver""", "some.har is cut off: it ends before its entries.")]
    [InlineData("""{ "log": { "entries": [ """, "some.har is cut off: it ends in log.entries[0].")]
    [InlineData("""{ "log": { "entries": [] }""", "some.har is cut off: it ends after the last of its 0 entries, before the JSON does.")]
    [InlineData("""{ "log": { "entries": [] } } x""", "some.har is no valid JSON at line 1, after its entries.")]
    [InlineData("""{ "log": { "entries": [ { "a" 1 } ] } }""", "some.har is no valid JSON at line 1, in log.entries[0].")]
    public void Read_NoWholeHar_SaysWhatIsWrong(string json, string message) => Assert.Equal(message, HarText.Error(json));

    [Fact]
    public void Read_CutOffAnywhere_IsAnError()
    {
        var json = HarText.Log(HarText.Entry(), HarText.Entry());
        for (var length = 0; length < json.Length; length++) Assert.StartsWith("some.har ", HarText.Error(json[..length]));
    }

    [Fact]
    public void Read_CutOffInTheSecondEntry_NamesIt()
    {
        var json = HarText.Log(HarText.Entry(), HarText.Entry());
        Assert.Equal("some.har is cut off: it ends in log.entries[1].", HarText.Error(json[..^30]));
    }

    [Fact]
    public void Open_NoSuchFile_SaysSo()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.StartsWith($"{path} cannot be read: ", Assert.Throws<InputException>(() => Recording.Open(path)).Message);
    }
}
