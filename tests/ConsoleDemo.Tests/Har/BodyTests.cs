namespace ConsoleDemo.Tests.Har;

public class BodyTests
{
    [Theory]
    [InlineData(""" "content": { "size": 2, "text": "ok" } """, "ok")]
    [InlineData(""" "content": { "text": "é" } """, "é")]
    [InlineData(""" "content": { "size": 2, "text": "b2s=", "encoding": "base64" } """, "ok")]
    [InlineData(""" "content": { "size": 4, "text": "ok" } """, "ok  ")]
    [InlineData(""" "content": { "size": 3 } """, "   ")]
    [InlineData(""" "content": { "size": 3, "text": "%%%", "encoding": "base64" } """, "   ")]
    [InlineData(""" "content": { "size": -1 }, "bodySize": 2 """, "  ")]
    [InlineData(""" "content": { "size": 0 }, "bodySize": -1 """, "")]
    [InlineData(""" "bodySize": 2 """, "  ")]
    [InlineData(""" "content": { "size": 2, "text": "\ud800" } """, "  ")]
    [InlineData(""" "content": null """, "")]
    public void Read_ResponseBody_IsItsTextOrAsManyBytes(string content, string expected)
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry(response: $$""" "response": { "status": 200, {{content}} } """)));
        Assert.Equal(expected, HarText.Text(HarText.One(recording).Answer!.Body));
    }

    [Theory]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    [InlineData("HEAD", 200)]
    public void Read_AnswerThatMayHaveNoBody_HasNone(string method, int status)
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry(
            $$""" "request": { "method": "{{method}}", "url": "https://a.example/" } """, $$""" "response": { "status": {{status}}, "content": { "size": 9 } } """)));
        Assert.Equal(0, HarText.One(recording).Answer!.Body.Length);
    }

    [Theory]
    [InlineData(""" "postData": { "text": "a=1" } """, "a=1")]
    [InlineData(""" "postData": { "params": [ { "name": "a", "value": "x y" }, { "name": "b" }, null ] } """, "a=x%20y&b=")]
    public void Read_RequestBody_IsWhatWasPosted(string body, string expected)
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry($$""" "request": { "method": "POST", "url": "https://a.example/", {{body}} } """)));
        Assert.Equal(expected, HarText.Text(HarText.One(recording).Content!));
    }

    [Fact]
    public void Read_RequestBodiesThatWereNotRecorded_AreNeverTheSame()
    {
        var entry = HarText.Entry(""" "request": { "method": "POST", "url": "https://a.example/", "bodySize": 40, "postData": { "mimeType": "a/b" } } """);
        using var recording = HarText.Read(HarText.Log(entry, entry));
        var bodies = recording.Exchanges.Select(exchange => HarText.Text(exchange.Content!)).ToList();
        Assert.All(bodies, body => Assert.Equal(40, body.Length));
        Assert.NotEqual(bodies[0], bodies[1]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public void Read_RequestWithoutBody_HasNoContent(string size)
    {
        using var recording = HarText.Read(HarText.Log(HarText.Entry($$""" "request": { "method": "GET", "url": "https://a.example/", "bodySize": {{size}} } """)));
        Assert.Null(HarText.One(recording).Content);
    }
}
