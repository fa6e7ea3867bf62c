using ConsoleDemo.Asking;

namespace ConsoleDemo.Tests.Asking;

public class CacheStatusTextTests
{
    [Theory]
    [InlineData("", "", nameof(AnswerSource.Origin))]
    [InlineData("Coalesce; fwd=miss; collapsed", "fwd=miss; collapsed", nameof(AnswerSource.Origin))]
    [InlineData("Edge; hit", "", nameof(AnswerSource.Origin))]
    [InlineData("Coalesce; hit; ttl=30", "hit; ttl=30", nameof(AnswerSource.Kept))]
    [InlineData("Coalesce; hit; ttl=-1", "hit; ttl=-1", nameof(AnswerSource.Stale))]
    [InlineData("Coalesce; fwd=stale; fwd-status=304", "fwd=stale; fwd-status=304", nameof(AnswerSource.Revalidated))]
    [InlineData("Coalesce; fwd=stale; fwd-status=200", "fwd=stale; fwd-status=200", nameof(AnswerSource.Origin))]
    [InlineData("Coalesce; fwd=stale; detail=unreachable", "fwd=stale; detail=unreachable", nameof(AnswerSource.Stale))]
    [InlineData("Coalesce; fwd=stale; fwd-status=503; detail=stale-if-error", "fwd=stale; fwd-status=503; detail=stale-if-error", nameof(AnswerSource.Stale))]
    public void Of_OurMember_TellsTheSource(string header, string text, string source)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Cache-Status", "Edge; hit; ttl=9");
        if (header.Length > 0) response.Headers.TryAddWithoutValidation("Cache-Status", header);

        Assert.Equal((text, source), (CacheStatusText.Of(response), $"{CacheStatusText.SourceOf(CacheStatusText.Of(response))}"));
    }
}
