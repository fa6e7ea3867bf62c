using ConsoleDemo.Har;
using ConsoleDemo.Replaying;
using ConsoleDemo.Tests.Figures;
using Microsoft.AspNetCore.Http;

namespace ConsoleDemo.Tests.Replaying;

public class RecordedHeadTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Write_DatesOfTheRecording_AreThoseOfNow()
    {
        var headers = Write("", "", ("Date", "Fri, 10 Jul 2026 03:24:58 GMT"), ("Expires", "Fri, 10 Jul 2026 03:25:58 GMT"), ("Last-Modified", "Fri, 10 Jul 2026 03:00:00 GMT")).Headers;
        Assert.Equal(("Tue, 01 Jan 2030 12:00:00 GMT", "Tue, 01 Jan 2030 12:01:00 GMT", "Fri, 10 Jul 2026 03:00:00 GMT"), ($"{headers.Date}", $"{headers.Expires}", $"{headers.LastModified}"));
    }

    [Fact]
    public void Write_DatesThatAreNone_StayAsTheyAre()
    {
        var headers = Write("", "", ("Date", "<date>"), ("Expires", "0")).Headers;
        Assert.Equal(("<date>", "0"), ($"{headers.Date}", $"{headers.Expires}"));
    }

    [Theory]
    [InlineData("", "\"1\"", 304)]
    [InlineData("", "\"2\"", 200)]
    [InlineData("\"1\"", "\"1\"", 200)] // the recorded caller asked so itself, and got this
    public void Write_WhenTheCacheAsksWithATag_SaysWhetherItHolds(string recorded, string asked, int status) =>
        Assert.Equal(status, Write(recorded, asked, ("ETag", "\"1\"")).StatusCode);

    private static HttpResponse Write(string recordedTag, string askedTag, params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        if (askedTag.Length > 0) context.Request.Headers.IfNoneMatch = askedTag;
        var answer = new Answer(200, [.. headers.Select(header => new Header(header.Name, header.Value))], Body.Empty, default, default);
        var exchange = Made.Exchange(0, answer: answer) with { Headers = recordedTag.Length > 0 ? [new Header("If-None-Match", recordedTag)] : [] };
        RecordedHead.Write(context, exchange, answer, Now);
        return context.Response;
    }
}
