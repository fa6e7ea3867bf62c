using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching;
using CsCheck;

namespace Coalesce.Http.Tests.Caching.Fuzzing;

/// <summary>No text makes a parser throw, and what is malformed is not kept, or read as the strictest it may mean. A failure prints the seed to play it again with.</summary>
/// <remarks><c>Content-Range</c> is not among them: parts are never kept, and so it is never read.</remarks>
public sealed partial class ParserFuzzTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly KeyRules Rules = new([], [], ["Authorization"]);

    private static readonly Gen<string> Responses = Mutated.Of(
        "max-age=10", "no-store", "no-cache", "private", "public, max-age=10", "s-maxage=5, max-age=10", "no-cache=\"x-a, x-b\"", "private=\"set-cookie\", max-age=1", "must-revalidate", "proxy-revalidate",
        "stale-while-revalidate=5, stale-if-error=99", "must-understand, no-store", "immutable", "x=\"a, no-store\\\"\", max-age=99999999999999999999", "max-age=1,max-age=2");

    private static readonly Gen<string> Requests = Mutated.Of("no-cache", "no-store", "max-age=0", "max-age=10, min-fresh=5", "max-stale", "max-stale=10", "only-if-cached", "stale-if-error=5", "x=\"no-cache, y\"", "min-fresh=99999999999999999999");

    private static readonly Gen<string> Varies = Mutated.Of("Accept", "*", "accept-language, Accept-Encoding", "Authorization,X-Own , Cookie", "Accept, *", "User-Agent");

    private static readonly Gen<string> Dates = Mutated.Of(
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "0", "Friday, 31-Dec-99 23:59:59 GMT", "Sat Jan 31 23:59:59 2026", "Thu, 29 Feb 2024 00:00:00 GMT");

    private static readonly Gen<string> Ages = Mutated.Of("0", "10", "10, 20", "99999999999999999999", "-1", "1.5");

    private static readonly Gen<string> Tags = Mutated.Of("\"a\"", "W/\"a\"", "\"\"", "\"a,b\"", "*", "\"x\", W/\"a\" , \"b\"");

    private static readonly Gen<string> Ranges = Mutated.Of("bytes=0-1", "bytes=-5", "bytes=5-", "bytes=0-0,2-3", "bytes=0-9223372036854775807", "bytes=99999999999999999999-", "bytes=-9999999999", "lines=1-2");

    [Fact]
    public void Parsers_OfAnyText_ReadTheStrictest() => Run(15_000);

    [Fact(Explicit = true), Trait("Category", "Long")]
    public void Parsers_OfTheLongSuite_ReadTheStrictest() => Run(1_500_000);

    private static void Run(long each)
    {
        Responses.Sample(CheckResponse, iter: each);
        Requests.Sample(CheckRequest, iter: each);
        Varies.Sample(CheckVary, iter: each);
        Gen.Select(Dates, Dates).Sample((date, other) => CheckDates(date, other), iter: each);
        Ages.Sample(CheckAge, iter: each);
        Gen.Select(Tags, Tags).Sample((tag, list) => CheckTags(tag, list), iter: each);
        Gen.Select(Ranges, Gen.Int[0, 20]).Sample((range, length) => CheckRange(range, length), iter: each);
    }

    private static void CheckResponse(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) return; // comes through no wire
        var alone = ResponseDirectives.Of(Response("Cache-Control", text));
        var strict = ResponseDirectives.Of(Response("Cache-Control", text, "max-age=3", "stale-if-error=3", "no-store"));
        var plain = !text.Contains('"', StringComparison.Ordinal);

        Assert.True(strict.NoStore);
        Assert.True(strict.MaxAge <= 3 && strict.StaleIfError <= 3);
        if (plain) Assert.Equal((Has(text, "no-store") | alone.NoStore, Has(text, "no-cache") | alone.NoCache, Has(text, "private") | alone.IsPrivate), (alone.NoStore, alone.NoCache, alone.IsPrivate));
        if (text.Count(c => c == '"') % 2 == 1 && !text.Contains('\\', StringComparison.Ordinal)) Assert.True(alone.NoStore);
        if (alone.MaxAge > 0) Assert.Matches(MaxAge(), text);
        if (alone.IsPublic) Assert.Contains("public", text, StringComparison.OrdinalIgnoreCase);
        Assert.True(Freshness.LifetimeOf(Response("Cache-Control", text), alone, isShared: true, Now) is null or { Ticks: >= 0 });
        if (alone.NoStore && !alone.MustUnderstand) Assert.False(Storable.IsAllowed(Response("Cache-Control", text), alone, hasAuthorization: false, isShared: false));
    }

    private static void CheckRequest(string text)
    {
        var alone = RequestDirectives.Of(Request("Cache-Control", text));
        var strict = RequestDirectives.Of(Request("Cache-Control", text, "max-age=3", "max-stale=3", "min-fresh=3", "no-cache"));

        Assert.True(strict is { NoCache: true, MaxAge: <= 3, MaxStale: <= 3, MinFresh: >= 3 });
        if (!text.Contains('"', StringComparison.Ordinal) && Has(text, "no-cache")) Assert.True(alone.NoCache);
        if (!text.Contains('"', StringComparison.Ordinal) && Has(text, "no-store")) Assert.True(alone.NoStore);
        if (alone.MaxStale is not null) Assert.Contains("max-stale", text, StringComparison.OrdinalIgnoreCase);
        _ = RequestDirectives.Of(Request("Pragma", text)).NoCache;
    }

    private static void CheckVary(string text)
    {
        using var request = Request("Accept", "a, b");
        var key = new RequestKey(new RequestProbe(request, Rules, Partition.One, null, null));
        var vary = VaryMatch.Of(Response("Vary", text), key, Rules);

        if (text.Split(',').Any(name => name.Trim(' ', '\t') is not "" and var trimmed && !Token().IsMatch(trimmed)) || text.Split(',').Any(name => name.Trim(' ', '\t') == "*")) Assert.Null(vary);
        else Assert.True(vary!.Matches(request) && vary.Matches(key) && vary.IsSame(vary));
        using var another = Request("Accept", "c");
        if (vary is not null && text.Split(',').Any(name => name.Trim().Equals("accept", StringComparison.OrdinalIgnoreCase))) Assert.False(vary.Matches(another));
    }

    private static void CheckDates(string text, string other)
    {
        if (HttpDate.Parse(text, Now) is { } date)
        {
            var forms = new[] { date.ToString("R"), date.ToString("dddd, dd-MMM-yy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture), date.ToString("ddd MMM ", CultureInfo.InvariantCulture) + $"{date.Day,2}" + date.ToString(" HH:mm:ss yyyy", CultureInfo.InvariantCulture), date.ToString("ddd MMM dd HH:mm:ss yyyy", CultureInfo.InvariantCulture) };
            Assert.Contains(text, forms, StringComparer.OrdinalIgnoreCase);
        }
        using var response = Response("Expires", text);
        response.Headers.TryAddWithoutValidation("Date", other);
        response.Content.Headers.TryAddWithoutValidation("Last-Modified", other);
        Assert.True(Freshness.LifetimeOf(response, ResponseDirectives.None, isShared: false, Now) is null or { Ticks: >= 0 });
        if (HttpDate.Parse(text, Now) is null && response.Content.Headers.NonValidated.Contains("Expires")) Assert.Equal(TimeSpan.Zero, Freshness.LifetimeOf(response, ResponseDirectives.None, isShared: false, Now));
        Assert.True(Freshness.InitialAgeOf(response, TimeSpan.Zero, Now) >= TimeSpan.Zero);
        Assert.True(Freshness.HeuristicOf(response, Now) is null or { Ticks: >= 0 });
        Assert.True(Validation.LastModifiedOf(response, Now) is null || HttpDate.Parse(other, Now) is not null);
    }

    private static void CheckAge(string text)
    {
        var age = Freshness.InitialAgeOf(Response("Age", text), TimeSpan.Zero, Now);

        Assert.True(age >= TimeSpan.Zero);
        if (age > TimeSpan.Zero) Assert.Matches(FirstNumber(), text);
        else Assert.DoesNotMatch(FirstPositive(), text);
    }

    private static void CheckTags(string text, string list)
    {
        if (Validation.ETagOf(Response("ETag", text)) is not { } tag) return;
        Assert.Matches(Tag(), tag);
        Assert.True(Validation.Names(tag, tag));
        Assert.True(Validation.Names($"\"other\" ,, {tag}, ", tag));
        var opaque = tag[(tag.IndexOf('"', StringComparison.Ordinal))..];
        if (Validation.Names(list, tag)) Assert.Contains(opaque, list, StringComparison.Ordinal);
    }

    private static void CheckRange(string text, int length)
    {
        if (ByteRange.Parse(text, length) is not { } part) return;
        Assert.True(part.From >= 0 && part.Length >= 0 && part.From + part.Length <= length);
        Assert.Matches(OneRange(), text);
    }

    /// <summary>Whether it is a member of its own.</summary>
    private static bool Has(string text, string directive) => text.Split(',').Any(member => member.Trim(' ', '\t').Equals(directive, StringComparison.OrdinalIgnoreCase));

    private static HttpResponseMessage Response(string name, params string[] lines)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        if (!response.Headers.TryAddWithoutValidation(name, lines)) response.Content.Headers.TryAddWithoutValidation(name, lines);
        return response;
    }

    private static HttpRequestMessage Request(string name, params string[] lines)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/");
        request.Headers.TryAddWithoutValidation(name, lines);
        return request;
    }

    [GeneratedRegex("max-age=\"?0*[1-9]", RegexOptions.IgnoreCase)]
    private static partial Regex MaxAge();

    [GeneratedRegex(@"^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$")]
    private static partial Regex Token();

    [GeneratedRegex(@"^\s*[0-9]+\s*(,|$)")]
    private static partial Regex FirstNumber();

    [GeneratedRegex(@"^\s*0*[1-9][0-9]*\s*(,|$)")]
    private static partial Regex FirstPositive();

    [GeneratedRegex("^(W/)?\"[!#-~\u0080-\uffff]*\"$")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^bytes=[ \t]*([0-9]+-[0-9]*|-[0-9]+)[ \t]*$", RegexOptions.IgnoreCase)]
    private static partial Regex OneRange();
}
