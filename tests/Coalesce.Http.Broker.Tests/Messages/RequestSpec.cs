using System.Globalization;
using System.Text.Json;
using Coalesce.Http.Broker.Messages;
using CsCheck;

namespace Coalesce.Http.Broker.Tests.Messages;

/// <summary>
/// A request as a test means it, from which both the request and, without a look at it, the reference are made: a text that is equal for two of them if
/// and only if they ask the same.
/// </summary>
internal sealed record RequestSpec(
    string Method, string Uri, Version Version, HttpVersionPolicy Policy, string? App, string? Own, string? Cookies, string? Body,
    IReadOnlyList<HeaderSpec> Headers, IReadOnlyList<HeaderSpec> ContentHeaders)
{
    public static readonly KeyRules Rules = new(["X-Ignored"], ["X-Inner"], ["Authorization", "Cookie"]);

    // Small pools, so that two of them are often the same, and values that would be the same once joined or trimmed.
    private static readonly Gen<string> Name = Among(
        "X-A", "x-a", "X-B", "X-A,X-B", "Accept", "accept", "Authorization", "X-Tenant-Id", "Cookie", "traceparent", "User-Agent", "x-ignored", "X-Inner");

    private static readonly Gen<string> Value = Among(
        "", "a", "A", "b", "a,b", "a, b", "a;b", "a\tb", "\"a,b\"", "X-B: a", "a\u00e4", new string('a', 70), new string('a', 69) + "b",
        new string('a', 34) + "c" + new string('a', 35), new string('a', 34) + "d" + new string('a', 35));

    private static readonly Gen<HeaderSpec> Header = Gen.Select(Name.Where(name => !name.Contains(',', StringComparison.Ordinal)), Value.List[1, 2], (name, values) => new HeaderSpec(name, values));

    private static readonly Gen<HeaderSpec> ContentHeader =
        Gen.Select(Among("Content-Type", "Content-Language", "X-A", "X-Tenant-Id"), Value.List[1, 2], (name, values) => new HeaderSpec(name, values));

    public static readonly Gen<RequestSpec> Any = Gen.Select(
        Gen.Select(Among("GET", "get", "HEAD", "QUERY"), Among(
            "http://api.test/a", "http://api.test/a#one", "http://api.test/a#two", "http://api.test/A", "http://api.test/a/", "http://api.test/a?", "http://api.test/a?x=1",
            "https://api.test/a", "http://API.test/a", "http://api.test:80/a", "http://api.test:81/a", "http://ann@api.test/a", "http://bob@api.test/a", "http://api.test/%61"),
            Among(new Version(1, 1), new Version(2, 0)), Among(HttpVersionPolicy.RequestVersionOrLower, HttpVersionPolicy.RequestVersionExact)),
        Gen.Select(Id, Id, Id, Id),
        Header.List[0, 4],
        ContentHeader.List[0, 2],
        (line, whose, headers, contentHeaders) => new RequestSpec(
            line.Item1, line.Item2, line.Item3, line.Item4, whose.Item1, whose.Item2, whose.Item3, whose.Item4, headers, contentHeaders));

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // The long ones differ in the middle only, which the hash passes over: there the comparison has to tell them apart.
    private static Gen<string?> Id => Among<string?>(null, "", "a", "b", new string('a', 40) + "b" + new string('a', 40), new string('a', 40) + "c" + new string('a', 40));

    /// <summary>Another that asks the same, or differs in one thing, or in all.</summary>
    public static readonly Gen<(RequestSpec One, RequestSpec Other)> Pairs = Gen.Select(Any, Any, Gen.Int[0, 13], Gen.Int[0, int.MaxValue - 1], (one, other, what, seed) => (one, what switch
    {
        0 or 1 => one with { Headers = Shuffled(one.Headers, seed) },
        2 => one with { Headers = [.. one.Headers.Select(header => header with { Name = header.Name.ToUpperInvariant() })] },
        3 => one with { Headers = other.Headers },
        4 => one with { Uri = other.Uri },
        5 => one with { App = other.App },
        6 => one with { Own = other.Own },
        7 => one with { App = one.Own, Own = one.App },
        8 => one with { Cookies = other.Cookies },
        9 => one with { Body = other.Body },
        10 => one with { Version = other.Version, Policy = other.Policy },
        11 => one with { ContentHeaders = other.ContentHeaders },
        12 => one with { Headers = [.. one.Headers, new HeaderSpec("X-Ignored", ["more"])] },
        _ => other,
    }));

    public HttpRequestMessage CreateRequest()
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), Uri) { Version = Version, VersionPolicy = Policy };
        foreach (var header in Headers) foreach (var value in header.Values) Assert.True(request.Headers.TryAddWithoutValidation(header.Name, value));
        if (Body is null) return request;
        request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(Body));
        foreach (var header in ContentHeaders) foreach (var value in header.Values) Assert.True(request.Content.Headers.TryAddWithoutValidation(header.Name, value));
        return request;
    }

    public RequestProbe CreateProbe(HttpRequestMessage request) => new(
        request, Rules, new Partition(App, Own, IsKnown: true), Cookies,
        Body is null ? null : System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Body)));

    public string Reference(bool withHeadersOnly = false) => JsonSerializer.Serialize(new object?[]
    {
        // Methods are compared as .NET does it: those it knows, without regard to case.
        Method.ToUpperInvariant(), new Uri(Uri).GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Fragment, UriFormat.UriEscaped),
        withHeadersOnly ? null : Version.ToString(), withHeadersOnly ? null : Policy.ToString(), withHeadersOnly ? null : App, withHeadersOnly ? null : Own,
        withHeadersOnly ? null : Cookies, Body, Merged(Headers, isContent: false), Body is null ? null : Merged(ContentHeaders, isContent: true),
    });

    private static SortedDictionary<string, List<string>> Merged(IEnumerable<HeaderSpec> headers, bool isContent)
    {
        var merged = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in headers)
        {
            var lower = name.ToLower(CultureInfo.InvariantCulture);
            if (!isContent && lower is "traceparent" or "user-agent" or "x-ignored") continue;
            if (!merged.TryGetValue(lower, out var all)) merged.Add(lower, all = []);
            all.AddRange(values);
        }
        return merged;
    }

    /// <summary>Another order of different names; of one name the order stays, because it means something.</summary>
    private static List<HeaderSpec> Shuffled(IReadOnlyList<HeaderSpec> headers, int seed)
    {
        var groups = headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase).Select(group => group.ToList()).ToArray();
        new Random(seed).Shuffle(groups);
        return [.. groups.SelectMany(group => group)];
    }
}

internal sealed record HeaderSpec(string Name, IReadOnlyList<string> Values)
{
    public override string ToString() => $"{Name}: {string.Join('|', Values)}";
}
