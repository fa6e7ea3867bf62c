using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Tests.Messages;

public sealed class BodyTraitsTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("1024")]
    [InlineData("007")]
    [InlineData(" 5 ")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData("1,024")]
    [InlineData("five")]
    [InlineData("99999999999999999999")]
    public void LengthOf_ContentWithTheHeader_IsWhatDotNetReadsInIt(string value) =>
        Assert.Equal(With(value).Headers.ContentLength, BodyTraits.LengthOf(With(value)));

    [Fact]
    public void LengthOf_ContentWithoutTheHeader_IsWhatTheContentComputes() => Assert.Equal(3, BodyTraits.LengthOf(new ByteArrayContent(new byte[3])));

    private static StreamContent With(string length)
    {
        var content = new StreamContent(new MemoryStream([1, 2, 3]));
        content.Headers.TryAddWithoutValidation("Content-Length", length);
        return content;
    }
}
