using Coalesce.Http.Caching;

namespace Coalesce.Http.Tests.Caching;

/// <summary>Texts that are made once.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData(0, "ttl=0")]
    [InlineData(3_600, "ttl=3600")]
    [InlineData(3_601, "ttl=3601")]
    [InlineData(-1, "ttl=-1")]
    [InlineData(long.MinValue, "ttl=-9223372036854775808")]
    [InlineData(long.MaxValue, "ttl=9223372036854775807")]
    public void NumberTexts_AnyNumber_IsWritten(long number, string text)
    {
        var texts = new NumberTexts("ttl=");
        Assert.Equal((text, text), (texts.Of(number), texts.Of(number)));
    }

    [Fact]
    public void HttpDate_OneAfterTheOther_AreTheirOwn()
    {
        var date = new DateTimeOffset(2026, 11, 24, 1, 2, 3, 999, TimeSpan.FromHours(1));
        Assert.Equal(
            ["Tue, 24 Nov 2026 00:02:03 GMT", "Tue, 24 Nov 2026 00:02:04 GMT", "Tue, 24 Nov 2026 00:02:03 GMT"],
            [HttpDate.Text(date), HttpDate.Text(date.AddMilliseconds(1)), HttpDate.Text(date)]);
    }

    [Fact]
    public void UriLists_AnotherKey_NoneIsTheOnlyOne()
    {
        var keys = new CacheKey.Maker(new Broker.Messages.KeyRules([], [], []), isStandard: false, secret: null);
        using var request = new HttpRequestMessage();
        var (one, same, other) = (Key(null), Key(null), Key("b"));

        var lists = new UriLists(1, one).With(same);
        Assert.Equal((2, one), (lists.Count, lists.Only));
        Assert.Equal((3, null), (lists.With(other).Count, lists.With(other).Only));
        Assert.Null(lists.With(other).With(one).Only);

        CacheKey Key(string? partition) => keys.Of(request, "http://a.example/", new Broker.Messages.Partition(partition, null, IsKnown: true), cookies: null);
    }
}
