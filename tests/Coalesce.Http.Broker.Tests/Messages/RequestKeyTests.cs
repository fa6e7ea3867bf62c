using Coalesce.Http.Broker.Messages;
using CsCheck;

namespace Coalesce.Http.Broker.Tests.Messages;

/// <summary>Equal key if and only if equal request, whichever way they are compared.</summary>
public sealed class RequestKeyTests
{
    private const int Pairs = 10_000;

    [Fact]
    public void Equals_RandomPairs_AsTheReferenceSays() => RequestSpec.Pairs.Sample(pair => Compare(pair.One, pair.Other), iter: Pairs);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public void Equals_ManyRandomPairs_AsTheReferenceSays() => RequestSpec.Pairs.Sample(pair => Compare(pair.One, pair.Other), iter: 200 * Pairs);

    [Fact]
    public void FindDifference_RandomPairs_FindsOneWhereTheReferenceDoes() => RequestSpec.Pairs.Sample(
        pair =>
        {
            // What the guard is there for: the caller's request against what is sent.
            var (one, other) = (pair.One, pair.Other with { Body = pair.One.Body });
            using var asked = one.CreateRequest();
            using var sent = other.CreateRequest();
            var key = new RequestKey(one.CreateProbe(asked));
            var difference = SentComparison.FindDifference(key, asked.RequestUri!, sent, RequestSpec.Rules);
            var expected = WithoutInner(one).Reference(withHeadersOnly: true) == WithoutInner(other).Reference(withHeadersOnly: true);
            // Two texts of one header may mean the same once parsed: the guard says so only of headers that .NET parses.
            Assert.True(expected == (difference is null) || (difference is null && MeansTheSame(one, other)), $"{difference ?? "none"}\n{one.Reference()}\n{other.Reference()}");
        },
        iter: Pairs);

    [Theory]
    [InlineData("http://h.test/a#x", "http://h.test/a#y", true)]
    [InlineData("http://h.test/a#", "http://h.test/a", true)]
    [InlineData("http://ann@h.test/a", "http://h.test/a", false)]
    [InlineData("http://ann:1@h.test/a", "http://ann:2@h.test/a", false)]
    [InlineData("http://H.test:80/a", "http://h.test/a", true)]
    [InlineData("http://h.test/a?q", "http://h.test/a?Q", false)]
    [InlineData("http://h.test/a?", "http://h.test/a", false)]
    [InlineData("http://h.test/a%2Fb", "http://h.test/a/b", false)]
    [InlineData("http://h.test/a/../b", "http://h.test/b", true)]
    public void Equals_Uris(string one, string other, bool expected)
    {
        var spec = new RequestSpec("GET", one, new Version(1, 1), HttpVersionPolicy.RequestVersionOrLower, null, null, null, null, [], []);
        Assert.Equal(expected, AreEqual(spec, spec with { Uri = other }));
    }

    /// <summary>Where canonicalization is switched off, a '#' is part of the path and is sent.</summary>
    [Fact]
    public void Equals_UrisWithoutCanonicalization_DifferAfterTheNumberSign()
    {
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        RequestKey Key(string uri)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(uri, options));
            return new RequestKey(new RequestProbe(request, RequestSpec.Rules, Partition.One, null, null));
        }

        Assert.NotEqual(Key("http://h.test/files/#1"), Key("http://h.test/files/#2"));
        Assert.Equal(Key("http://h.test/files/#1"), Key("http://h.test/files/#1"));
    }

    /// <summary>Reading a header makes .NET parse it, and adding it parsed does so too: the guard sees no difference, a key may.</summary>
    [Theory]
    [InlineData("Accept", "a/b,c/d")]
    [InlineData("Accept-Language", "de;q=0.5,fr")]
    [InlineData("Cache-Control", "max-age=0,no-cache")]
    [InlineData("If-None-Match", "\"1\",\"2\"")]
    [InlineData("Authorization", "Bearer  ann")]
    public void FindDifference_ReadMeanwhile_IsNone(string name, string value)
    {
        var spec = new RequestSpec("GET", "http://h.test/", new Version(1, 1), HttpVersionPolicy.RequestVersionOrLower, null, null, null, null, [new HeaderSpec(name, [value])], []);
        using var asked = spec.CreateRequest();
        var key = new RequestKey(spec.CreateProbe(asked));

        Assert.True(asked.Headers.TryGetValues(name, out _));

        Assert.Null(SentComparison.FindDifference(key, asked.RequestUri!, asked, RequestSpec.Rules));
    }

    [Fact]
    public void Restore_OfATouchedRequest_MakesItWhatItWas()
    {
        RequestSpec.Any.Sample(spec =>
        {
            using var request = spec.CreateRequest();
            var key = new RequestKey(spec.CreateProbe(request));
            request.Headers.Remove("X-A");
            request.Headers.TryAddWithoutValidation("X-B", "more");
            request.Method = HttpMethod.Trace;
            request.Version = new Version(3, 0);

            var content = request.Content;
            content?.Headers.TryAddWithoutValidation("Content-MD5", "signed");
            request.Content = null;

            key.Restore(request, content);

            Assert.True(key.Equals(spec.CreateProbe(request)));
        }, iter: 2_000);
    }

    private static void Compare(RequestSpec one, RequestSpec other) => Assert.Equal(one.Reference() == other.Reference(), AreEqual(one, other));

    /// <summary>By key, by probe and by map, both ways round: all say the same.</summary>
    private static bool AreEqual(RequestSpec one, RequestSpec other)
    {
        using var first = one.CreateRequest();
        using var second = other.CreateRequest();
        var firstProbe = one.CreateProbe(first);
        var secondProbe = other.CreateProbe(second);
        var firstKey = new RequestKey(firstProbe);
        var secondKey = new RequestKey(secondProbe);
        var areEqual = firstKey.Equals(secondKey);

        Assert.Equal(areEqual, secondKey.Equals(firstKey));
        Assert.Equal(areEqual, firstKey.Equals(secondProbe));
        Assert.Equal(areEqual, secondKey.Equals(firstProbe));
        Assert.True(firstKey.Equals(firstProbe) && secondKey.Equals(secondProbe));
        if (areEqual) Assert.Equal(firstKey.GetHashCode(), secondKey.GetHashCode());
        Assert.Equal(firstKey.GetHashCode(), firstProbe.Hash);

        var map = new Dictionary<RequestKey, int>(RequestKeyComparer.Instance) { [firstKey] = 1 };
        Assert.Equal(areEqual, map.GetAlternateLookup<RequestProbe>().ContainsKey(secondProbe));
        var uriAlone = firstKey.DiffersInUriAlone(secondKey);
        Assert.Equal(uriAlone, one.Reference() != other.Reference() && (one with { Uri = other.Uri }).Reference() == other.Reference());
        return areEqual;
    }

    private static RequestSpec WithoutInner(RequestSpec spec) => spec with { Headers = [.. spec.Headers.Where(header => header.Name != "X-Inner")], ContentHeaders = [.. spec.ContentHeaders] };

    private static bool MeansTheSame(RequestSpec one, RequestSpec other)
    {
        using var first = one.CreateRequest();
        using var second = other.CreateRequest();
        return AllOf(first).SequenceEqual(AllOf(second));

        static IEnumerable<string> AllOf(HttpRequestMessage request) => request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .Where(header => !RequestSpec.Rules.IsUncompared(header.Key)).Select(header => $"{header.Key.ToUpperInvariant()}:{string.Join('|', header.Value)}").Order(StringComparer.Ordinal);
    }
}
