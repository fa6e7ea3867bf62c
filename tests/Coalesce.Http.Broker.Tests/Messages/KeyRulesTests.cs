using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Tests.Messages;

public sealed class KeyRulesTests
{
    private static readonly KeyRules Rules = new(["X-Ignored"], ["X-Inner"], ["Authorization"]);

    /// <summary>The list, written out: leaving out one more would let answers cross.</summary>
    [Theory]
    [InlineData("traceparent")]
    [InlineData("tracestate")]
    [InlineData("baggage")]
    [InlineData("Request-Id")]
    [InlineData("Correlation-Context")]
    [InlineData("X-Request-ID")]
    [InlineData("X-Correlation-ID")]
    [InlineData("Priority")]
    [InlineData("Idempotency-Key")]
    [InlineData("User-Agent")]
    public void IsLeftOut_ByDefault(string name)
    {
        Assert.True(Rules.IsLeftOut(name));
        Assert.True(Rules.IsLeftOut(name.ToUpperInvariant()));
        Assert.Contains(name, KeyRules.LeftOutByDefault);
        Assert.Equal(10, KeyRules.LeftOutByDefault.Count);
    }

    [Theory]
    [InlineData("x-ignored", true, true)]
    [InlineData("x-inner", false, true)]
    [InlineData("authorization", false, false)]
    [InlineData("X-Other", false, false)]
    [InlineData("User-Agent2", false, false)]
    [InlineData("", false, false)]
    public void IsLeftOut_AndIsUncompared_AsGiven(string name, bool isLeftOut, bool isUncompared)
    {
        Assert.Equal(isLeftOut, Rules.IsLeftOut(name));
        Assert.Equal(isUncompared, Rules.IsUncompared(name));
    }

    [Fact]
    public void IsSensitive_InAnyCase() => Assert.True(Rules.IsSensitive("AUTHORIZATION") && !Rules.IsSensitive("X-Inner"));
}
