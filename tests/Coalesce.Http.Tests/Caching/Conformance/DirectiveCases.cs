namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>RFC 9111, sections 4.2.4 and 5.2; RFC 5861; RFC 8246: what requests and answers say of fresh and stale.</summary>
internal static class DirectiveCases
{
    private static readonly string[] NoSeconds = ["max-stale=x", "max-stale=", "max-stale=-1", "max-stale=1.5", "max-stale=99 9", "max-stale='99"];
    private static readonly string[] NoStale = ["must-revalidate", "no-cache", "must-revalidate=no", "MUST-REVALIDATE"];
    private static readonly string[] NoStaleShared = ["proxy-revalidate", "s-maxage=5"];

    private static readonly Case[] Basic =
    [
        new("9111-5.2.1.4", "no-cache asks although it is fresh", "GET / < 200 {CC: max-age=10 | ET: 'a'} one", "GET / {CC: no-cache} < 304 {ET: 'a'} > 200 =one sent{INM: 'a' | CC: no-cache}"),
        new("9111-5.2.1.4", "no-cache in any case asks", "GET / < 200 {CC: max-age=10} one", "GET / {CC: No-Cache} < 200 two"),
        new("9111-5.2.1.4", "no-cache with an argument asks", "GET / < 200 {CC: max-age=10} one", "GET / {CC: no-cache=1} < 200 two"),
        new("9111-5.2.1.4", "what no-cache brought is stored", "GET / < 200 {CC: max-age=10} one", "GET / {CC: no-cache} < 200 {CC: max-age=10} two", "GET / > kept =two"),
        new("9111-5.4", "Pragma: no-cache asks where there is no Cache-Control", "GET / < 200 {CC: max-age=10} one", "GET / {Pragma: no-cache} < 200 two"),
        new("9111-5.4", "Pragma beside Cache-Control means nothing", "GET / < 200 {CC: max-age=10} one", "GET / {Pragma: no-cache | CC: max-age=100} > kept =one"),
        new("9111-5.4", "another Pragma means nothing", "GET / < 200 {CC: max-age=10} one", "GET / {Pragma: foo} > kept =one"),
        new("9111-5.2.1.5", "no-store is not answered of what is kept", "GET / < 200 {CC: max-age=10} one", "GET / {CC: no-store} < 200 two", "GET / > kept =one"),
        new("9111-5.2.1.1", "max-age=0 asks", "GET / < 200 {CC: max-age=10 | ET: 'a'} one", "+1", "GET / {CC: max-age=0} < 304 {ET: 'a'} > 200 =one sent{INM: 'a'}"),
        new("9111-5.2.1.1", "max-age that is more than the age is answered", "GET / < 200 {CC: max-age=10} one", "+5", "GET / {CC: max-age=5} > kept =one"),
        new("9111-5.2.1.1", "max-age that is less than the age asks", "GET / < 200 {CC: max-age=10} one", "+5", "GET / {CC: max-age=4} < 200 two"),
        new("9111-5.2.1.1", "max-age beside Age asks", "GET / < 200 {CC: max-age=10 | Age: 5} one", "GET / {CC: max-age=4} < 200 two"),
        new("9111-5.2.1.1", "max-age makes nothing fresh for longer", "GET / < 200 {CC: max-age=10} one", "+11", "GET / {CC: max-age=100} < 200 two"),
        new("9111-5.2.1.1", "max-age that is no number asks", "GET / < 200 {CC: max-age=10} one", "+1", "GET / {CC: max-age=x} < 200 two"),
        new("9111-5.2.1.1", "max-age without a number asks", "GET / < 200 {CC: max-age=10} one", "+1", "GET / {CC: max-age} < 200 two"),
        new("9111-5.2.1.1", "of two max-age the strictest holds", "GET / < 200 {CC: max-age=10} one", "+5", "GET / {CC: max-age=9, max-age=4} < 200 two"),
        new("9111-5.2.1.1", "max-age beyond 64 bits is answered", "GET / < 200 {CC: max-age=10} one", "+1", "GET / {CC: max-age=99999999999999999999} > kept =one"),
        new("9111-5.2.1.1", "max-age without max-stale wants nothing stale", "GET / < 200 {CC: max-age=5, stale-while-revalidate=100} one", "+6", "GET / {CC: max-age=100} < 200 two"),
        new("9111-5.2.1.1", "max-age holds beside max-stale", "GET / < 200 {CC: max-age=5} one", "+8", "GET / {CC: max-age=7, max-stale=100} < 200 two"),
        new("9111-5.2.1.2", "max-stale is answered stale", "GET / < 200 {CC: max-age=5} one", "+8", "GET / {CC: max-stale=3} > kept =one [Age: 8]"),
        new("9111-5.2.1.2", "max-stale is not answered staler", "GET / < 200 {CC: max-age=5} one", "+9", "GET / {CC: max-stale=3} < 200 two"),
        new("9111-5.2.1.2", "max-stale without a number is answered however stale", "GET / < 200 {CC: max-age=5} one", "+100000", "GET / {CC: max-stale} > kept =one"),
        .. NoSeconds.Select(text => new Case("9111-5.2.1.2", $"{text} is none", "GET / < 200 {CC: max-age=5} one", "+8", $"GET / {{CC: {text}}} < 200 two")),
        .. NoStale.Select(text => new Case("9111-5.2.2.2", $"max-stale does not undo {text}", $"GET / < 200 {{CC: max-age=5, {text} | ET: 'a'}} one", "+8", "GET / {CC: max-stale} < 200 two")),
        .. NoStaleShared.Select(text => new Case("9111-5.2.2.8", $"max-stale does not undo {text} in a shared cache", $"GET / < 200 {{CC: max-age=5, {text} | ET: 'a'}} one", "+8", "GET / {CC: max-stale} < 200 two") { Private = false }),
        .. NoStaleShared.Select(text => new Case("9111-5.2.2.8", $"{text} is nothing to a private cache", $"GET / < 200 {{CC: max-age=5, {text} | ET: 'a'}} one", "+8", "GET / {CC: max-stale} > kept =one") { Shared = false }),
        new("9111-5.2.1.3", "min-fresh that is left is answered", "GET / < 200 {CC: max-age=10} one", "+5", "GET / {CC: min-fresh=5} > kept =one"),
        new("9111-5.2.1.3", "min-fresh that is not left asks", "GET / < 200 {CC: max-age=10} one", "+5", "GET / {CC: min-fresh=6} < 200 two"),
        new("9111-5.2.1.3", "min-fresh that is no number asks", "GET / < 200 {CC: max-age=10} one", "GET / {CC: min-fresh=x} < 200 two"),
        new("9111-5.2.1.3", "of two min-fresh the strictest holds", "GET / < 200 {CC: max-age=10} one", "+5", "GET / {CC: min-fresh=1, min-fresh=6} < 200 two"),
        new("9111-5.2.1.3", "max-stale does not undo min-fresh", "GET / < 200 {CC: max-age=10} one", "+5", "GET / {CC: min-fresh=6, max-stale=100} < 200 two"),
        new("9111-5.2.1.7", "only-if-cached is answered of what is kept", "GET / < 200 {CC: max-age=10} one", "GET / {CC: only-if-cached} > kept =one"),
        new("9111-5.2.1.7", "only-if-cached is a 504 where nothing is kept", "GET / {CC: only-if-cached} > kept 504"),
        new("9111-5.2.1.7", "only-if-cached is a 504 where what is kept is stale", "GET / < 200 {CC: max-age=5} one", "+6", "GET / {CC: only-if-cached} > kept 504"),
        new("9111-5.2.1.7", "only-if-cached with max-stale is answered stale", "GET / < 200 {CC: max-age=5} one", "+6", "GET / {CC: only-if-cached, max-stale} > kept =one"),
        new("9111-5.2.1.7", "only-if-cached with no-cache is a 504", "GET / < 200 {CC: max-age=10} one", "GET / {CC: only-if-cached, no-cache} > kept 504"),
        new("9111-5.2.1.7", "only-if-cached with no-store is a 504", "GET / < 200 {CC: max-age=10} one", "GET / {CC: only-if-cached, no-store} > kept 504"),
        new("9111-5.2.1.7", "only-if-cached for another variant is a 504", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: fr | CC: only-if-cached} > kept 504"),
        new("9111-5.2.1.7", "only-if-cached within stale-while-revalidate is answered, and nothing is sent", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10} one", "+6", "GET / {CC: only-if-cached} > kept =one"),
        new("9111-5.2.1.6", "no-transform is nothing to us: nothing is changed", "GET / < 200 {CC: max-age=10, no-transform | Content-Encoding: x} one", "GET / {CC: no-transform} > kept =one [Content-Encoding: x]"),
        new("9111-5.2.3", "unknown directives of a request are passed over", "GET / < 200 {CC: max-age=10} one", "GET / {CC: foo, bar=no-cache} > kept =one"),
        new("9111-5.2", "a string without an end in a request hides what may be no-store", "GET / < 200 {CC: max-age=10} one", "GET / {CC: x='y} < 200 two"),
        new("9111-4.2.4", "nothing stale while the origin answers", "GET / < 200 {CC: max-age=5} one", "+6", "GET / < 200 two"),
        new("9111-4.2.4", "stale while the origin cannot be reached", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+600", "GET / < down > 200 =one [Age: 600]"),
        new("9111-4.2.4", "nothing kept is an error while the origin cannot be reached", "GET / < down > 599"),
        .. NoStale.Select(text => new Case("9111-5.2.2.2", $"{text} forbids stale answers also while the origin cannot be reached", $"GET / < 200 {{CC: max-age=5, {text} | ET: 'a'}} one", "+6", "GET / < down > 599")),
        .. NoStaleShared.Select(text => new Case("9111-5.2.2.8", $"{text} forbids stale answers of a shared cache also while the origin cannot be reached", $"GET / < 200 {{CC: max-age=5, {text} | ET: 'a'}} one", "+6", "GET / < down > 599") { Private = false }),
        .. new[] { "no-cache", "max-age=0", "max-age=100", "max-stale=3", "min-fresh=1" }.Select(text => new Case("9111-4.2.4", $"a request's {text} forbids staler answers also while the origin cannot be reached", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+60", $"GET / {{CC: {text}}} < down > 599")),
        new("5861-4", "beyond stale-if-error nothing stale is answered also while the origin cannot be reached", "GET / < 200 {CC: max-age=5, stale-if-error=10 | ET: 'a'} one", "+15", "GET / < down > 200 =one", "+1", "GET / < down > 599"),
        new("5861-4", "beyond a request's stale-if-error nothing stale is answered also while the origin cannot be reached", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+15", "GET / {CC: stale-if-error=10} < down > 200 =one", "+1", "GET / {CC: stale-if-error=10} < down > 599"),
    ];

    private static readonly Case[] Windows =
    [
        new("5861-3", "within stale-while-revalidate the caller is answered, and the origin asked", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10 | ET: 'a'} one", "+15", "GET / < 200 {CC: max-age=5} two > beside =one sent{INM: 'a'}", "GET / > kept =two"),
        new("5861-3", "beside, a 304 makes fresh again", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10 | ET: 'a'} one", "+6", "GET / < 304 {ET: 'a'} > beside =one", "GET / > kept =one [Age: 0]"),
        new("5861-3", "beyond stale-while-revalidate the caller waits", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10} one", "+16", "GET / < 200 two"),
        new("5861-3", "beside, the whole is asked for where the caller asks for a part", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10 | ET: 'a'} one", "+6", "GET / {Range: bytes=0-0} < 200 {CC: max-age=5} two > beside 206 =o sent{!Range | INM: 'a'}", "GET / > kept =two"),
        new("5861-3", "beside, the kept is asked about and not what the caller has", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10 | ET: 'a'} one", "+6", "GET / {INM: 'z'} < 304 {ET: 'a'} > beside =one sent{INM: 'a'}", "GET / > kept =one"),
        new("5861-3", "beside, an error changes nothing", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10} one", "+6", "GET / < 500 > beside =one", "GET / < 200 {CC: max-age=5} two > beside =one", "GET / > kept =two"),
        new("5861-3", "stale-while-revalidate that is no number is none", "GET / < 200 {CC: max-age=5, stale-while-revalidate=x} one", "+6", "GET / < 200 two"),
        new("5861-3", "of two stale-while-revalidate the strictest holds", "GET / < 200 {CC: max-age=5, stale-while-revalidate=99, stale-while-revalidate=2} one", "+8", "GET / < 200 two"),
        .. NoStale.Select(text => new Case("5861-3", $"stale-while-revalidate does not undo {text}", $"GET / < 200 {{CC: max-age=5, stale-while-revalidate=10, {text} | ET: 'a'}} one", "+6", "GET / < 200 two")),
        new("5861-3", "stale-while-revalidate does not undo s-maxage in a shared cache", "GET / < 200 {CC: s-maxage=5, stale-while-revalidate=10} one", "+6", "GET / < 200 two") { Private = false },
        new("5861-3", "stale-while-revalidate does not undo a request's no-cache", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10} one", "+6", "GET / {CC: no-cache} < 200 two"),
        new("5861-3", "stale-while-revalidate does not undo a request's min-fresh", "GET / < 200 {CC: max-age=5, stale-while-revalidate=10} one", "+6", "GET / {CC: min-fresh=1} < 200 two"),
        .. new[] { 500, 502, 503, 504 }.Select(status => new Case("5861-4", $"within stale-if-error {status} is answered stale", "GET / < 200 {CC: max-age=5, stale-if-error=10} one", "+15", $"GET / < {status} bad > 200 =one")),
        .. new[] { 501, 505, 404, 429 }.Select(status => new Case("5861-4", $"within stale-if-error {status} is answered as it is", "GET / < 200 {CC: max-age=5, stale-if-error=10} one", "+6", $"GET / < {status} bad")),
        new("5861-4", "beyond stale-if-error the error is answered", "GET / < 200 {CC: max-age=5, stale-if-error=10} one", "+16", "GET / < 500 bad"),
        new("5861-4", "a request's stale-if-error allows it", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+15", "GET / {CC: stale-if-error=10} < 500 bad > 200 =one"),
        new("5861-4", "a request's stale-if-error allows no more than it says", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+16", "GET / {CC: stale-if-error=10} < 500 bad"),
        new("5861-4", "stale-if-error that is no number is none", "GET / < 200 {CC: max-age=5, stale-if-error=x} one", "+6", "GET / < 500 bad"),
        .. NoStale.Select(text => new Case("5861-4", $"stale-if-error does not undo {text}", $"GET / < 200 {{CC: max-age=5, stale-if-error=10, {text} | ET: 'a'}} one", "+6", "GET / < 500 bad")),
        .. NoStaleShared.Select(text => new Case("5861-4", $"stale-if-error does not undo {text} in a shared cache", $"GET / < 200 {{CC: max-age=5, stale-if-error=10, {text}}} one", "+6", "GET / < 500 bad") { Private = false }),
        new("5861-4", "stale-if-error does not undo a request's no-cache", "GET / < 200 {CC: max-age=5, stale-if-error=10} one", "+6", "GET / {CC: no-cache} < 500 bad"),
        new("5861-4", "an error without stale-if-error is answered as it is", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "GET / < 500 bad"),
    ];

    // RFC 8246, section 3: only what came authenticated is believed to be immutable, see ImmutableTests.
    private static readonly Case[] Immutable =
    [
        new("8246-2", "what is immutable is not asked about while fresh", "GET / < 200 {CC: max-age=10, immutable | ET: 'a'} one", "+5", "GET / > kept =one"),
        new("8246-2", "what is immutable is asked about once stale", "GET / < 200 {CC: max-age=10, immutable | ET: 'a'} one", "+11", "GET / < 304 {ET: 'a'} > 200 =one"),
        new("8246-2", "no-cache asks about what is immutable", "GET / < 200 {CC: max-age=10, immutable | ET: 'a'} one", "GET / {CC: no-cache} < 200 two"),
        new("8246-3", "what came in clear is not believed to be immutable", "GET / < 200 {CC: max-age=10, immutable | ET: 'a'} one", "+1", "GET / {CC: max-age=0} < 200 two"),
    ];

    public static IEnumerable<Case> All => [.. Basic, .. Windows, .. Immutable];
}
