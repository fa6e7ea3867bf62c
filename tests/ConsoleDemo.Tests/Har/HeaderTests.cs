using ConsoleDemo.Har;

namespace ConsoleDemo.Tests.Har;

public class HeaderTests
{
    [Fact]
    public void Of_PseudoHeaders_AreLeftOut() => AssertKept("accept: a/b", (":authority", "a.example"), ("accept", "a/b"), (":path", "/x"));

    [Fact]
    public void Of_ConnectionHeaders_AreLeftOutWithThoseTheyName() => AssertKept(
        "X-Kept: 1", ("Connection", "keep-alive, X-Mine"), ("X-Mine", "1"), ("Keep-Alive", "timeout=5"), ("Transfer-Encoding", "chunked"), ("X-Kept", "1"));

    [Fact]
    public void Of_LengthAndCoding_AreLeftOutBecauseTheBodyIsDecoded() => AssertKept(
        "ETag: \"1\"", ("Content-Length", "7"), ("content-encoding", "br"), ("ETag", "\"1\""));

    [Fact]
    public void Of_RepeatedHeaderOnLines_IsRepeatedAgain() => AssertKept("Set-Cookie: a=1, Set-Cookie: b=2", ("Set-Cookie", "a=1\nb=2"));

    [Fact]
    public void Of_ValueThatCannotBeSent_IsLeftOut() => AssertKept("B: ", ("A", "x\u0001y"), ("B", null), (null, "z"), ("no token", "z"));

    [Fact]
    public void Of_Nothing_IsNothing() => Assert.Empty(new HeaderLists().Of(null));

    private static void AssertKept(string expected, params (string? Name, string? Value)[] recorded)
    {
        var kept = new HeaderLists().Of([.. recorded.Select(header => new HarHeader(header.Name, header.Value)), null]);
        Assert.Equal(expected, string.Join(", ", kept.Select(header => $"{header.Name}: {header.Value}")));
    }
}
