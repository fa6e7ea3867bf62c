using Coalesce.Http.Broker.Messages;
using CsCheck;

namespace Coalesce.Http.Broker.Tests.Messages;

/// <summary>Without the hash, which would tell most requests apart before a header is looked at.</summary>
public sealed class HeaderComparisonTests
{
    [Fact]
    public void IsSame_RandomPairs_AsTheReferenceSays() => RequestSpec.Pairs.Sample(
        pair =>
        {
            using var first = pair.One.CreateRequest();
            using var second = pair.Other.CreateRequest();
            var key = new RequestKey(pair.One.CreateProbe(first));

            Assert.Equal(Headers(pair.One) == Headers(pair.Other), HeaderComparison.IsSame(key.Keyed, second.Headers.NonValidated, RequestSpec.Rules));
        },
        iter: 10_000);

    [Fact]
    public void HasValues_RandomPairs_AsTheyStand() => RequestSpec.Pairs.Sample(
        pair =>
        {
            using var first = pair.One.CreateRequest();
            using var second = pair.Other.CreateRequest();
            foreach (var (name, values) in first.Headers.NonValidated)
            {
                if (!second.Headers.NonValidated.TryGetValues(name, out var others)) continue;
                var areSame = values.ToArray().SequenceEqual(others.ToArray());
                Assert.Equal(areSame, new HeaderField(name, values).HasValues(others));
                Assert.Equal(areSame, new HeaderField(name, values).HasValues(new HeaderField(name, others)));
            }
        },
        iter: 10_000);

    private static string Headers(RequestSpec spec) => (spec with { Method = "GET", Uri = "http://h.test/", Body = null }).Reference(withHeadersOnly: true);
}
