namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>RFC 9111, sections 3.2, 4.3 and 4.4: asking whether what is kept still holds, what that brings, and what a write takes away.</summary>
internal static class ValidationCases
{
    private static readonly string[] NoTags = ["a", "'a", "a'", "W/a", "w/'a'", "'a b'", "'a'b'", "'a', 'b'", "''x", "W/", "'"];

    private static readonly Case[] Basic =
    [
        new("9111-4.3.1", "a stale answer is asked about by its ETag", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {ET: 'a'} > 200 =one sent{INM: 'a' | !IMS}"),
        new("9111-4.3.1", "a weak ETag is sent as it is", "GET / < 200 {CC: max-age=1 | ET: W/'a'} one", "+2", "GET / < 304 {ET: W/'a'} > 200 =one sent{INM: W/'a'}"),
        new("9111-4.3.1", "a stale answer without ETag is asked about by Last-Modified", "GET / < 200 {CC: max-age=1 | LM: @(-100)} one", "+2", "GET / < 304 {LM: @(-102)} > 200 =one sent{IMS: @(-102) | !INM}"),
        new("9111-4.3.1", "Last-Modified is sent back as it came", "GET / < 200 {CC: max-age=1 | LM: @850(-100)} one", "+2", "GET / < 304 > 200 =one sent{IMS: @850(-102)}"),
        new("9111-4.3.1", "without a validator the whole is asked for", "GET / < 200 {CC: max-age=1} one", "+2", "GET / < 200 two > sent{!INM | !IMS}"),
        new("9111-4.3.1", "a fresh answer is not asked about", "GET / < 200 {CC: max-age=10 | ET: 'a'} one", "GET / > kept =one"),
        .. NoTags.Select(tag => new Case("9110-8.8.3", $"{tag} is no ETag", $"GET / < 200 {{CC: max-age=1 | ET: {tag}}} one", "+2", "GET / < 200 two > sent{!INM}")),
        new("9110-8.8.3", "an empty tag is an ETag", "GET / < 200 {CC: max-age=1 | ET: ''} one", "+2", "GET / < 304 {ET: ''} > 200 =one sent{INM: ''}"),
        new("9110-8.8.3", "two ETags are none", "GET / < 200 {CC: max-age=1 | ET: 'a' | ET: 'b'} one", "+2", "GET / < 200 two > sent{!INM}"),
        new("9110-8.8.2", "a date that is none is no validator", "GET / < 200 {CC: max-age=1 | LM: yesterday} one", "+2", "GET / < 200 two > sent{!IMS}"),
        new("9111-4.3.3", "a 304 gives the kept answer", "GET / < 200 {CC: max-age=1 | ET: 'a' | X: 1} one", "+2", "GET / < 304 {ET: 'a'} > 200 =one [X: 1]"),
        new("9111-4.3.3", "a 304 gives the kept status", "GET / < 404 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {ET: 'a'} > 404 =one"),
        new("9111-4.3.3", "a full answer takes the place of the kept one", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 200 {CC: max-age=10 | ET: 'b'} two", "GET / > kept =two [ETag: 'b']"),
        new("9111-4.3.3", "an error goes to the caller", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 503 down", "GET / < 304 {ET: 'a'} > 200 =one"),
        new("9111-4.3.3", "an error takes nothing away", "GET / < 200 {CC: max-age=100 | ET: 'a'} one", "GET / {CC: no-cache} < 500 broken", "GET / > kept =one"),
        new("9111-4", "a newer answer that is not stored takes the older one away", "GET / < 200 {CC: max-age=100 | ET: 'a'} one", "GET / {CC: no-cache} < 200 {CC: no-store} two", "GET / {CC: max-stale} < 200 three > sent{!INM}"),
        new("9111-4", "one that has gone is not fresh any more", "GET / < 200 {CC: max-age=100 | ET: 'a'} one", "GET / {CC: no-cache} < 404 {CC: no-store} gone", "GET / < 200 three"),
        new("9111-4.3.4", "a 304 makes fresh again by what it says", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {CC: max-age=10 | ET: 'a'} > 200 =one", "+9", "GET / > kept =one [Age: 9]", "+1", "GET / < 200 two"),
        new("9111-4.3.4", "a 304 that says nothing makes fresh again by what was said before", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "GET / < 304 {ET: 'a'} > 200 =one", "+4", "GET / > kept =one [Age: 4]", "+1", "GET / < 200 two"),
        new("9111-4.3.4", "a 304 without a date makes fresh again, too", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "GET / < 304 {ET: 'a' | Date: -} > 200 =one", "+4", "GET / > kept =one [Age: 4 | Date: @(-4)]"),
        new("9111-4.3.4", "a 304 by a weak ETag updates", "GET / < 200 {CC: max-age=5 | ET: W/'a'} one", "+6", "GET / < 304 {ET: W/'a'} > 200 =one", "GET / > kept =one"),
        new("9111-4.3.4", "a weak ETag is enough for a kept strong one", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "GET / < 304 {ET: W/'a'} > 200 =one", "GET / > kept =one"),
        new("9111-4.3.4", "a 304 by Last-Modified updates", "GET / < 200 {CC: max-age=5 | LM: @(-100)} one", "+6", "GET / < 304 {LM: @(-106)} > 200 =one", "GET / > kept =one"),
        new("9111-4.3.4", "a 304 without validators is about the one that was asked about", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "GET / < 304 > 200 =one", "GET / > kept =one"),
        new("9111-4.3.4", "a 304 with another strong ETag updates nothing, and the whole is asked for", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "GET / < 304 {ET: 'b'} < 200 {CC: max-age=5 | ET: 'b'} two > =two 200 sent{INM: 'a'} sent2{!INM}", "GET / > kept =two"),
        new("9111-4.3.4", "a 304 with a strong ETag does not update a weak one, which it says still holds", "GET / < 200 {CC: max-age=5 | ET: W/'a'} one", "+6", "GET / < 304 {ET: 'a'} > 200 =one", "GET / < 304 {ET: 'a'} > 200 =one sent{INM: W/'a'}"),
        new("9111-4.3.4", "a 304 with another date updates nothing", "GET / < 200 {CC: max-age=5 | LM: @(-100)} one", "+6", "GET / < 304 {LM: @(-50)} < 200 two > =two 200"),
        new("9111-4.3.4", "a 304 to a caller's own condition goes to the caller", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / {INM: 'a'} < 304 {ET: 'a'} > 304 sent{INM: 'a'}"),
        new("9111-4.3.4", "a 304 to a caller's own condition updates what is kept", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "GET / {INM: 'a'} < 304 {ET: 'a'}", "GET / > kept =one"),
        new("9111-4.3.4", "a 304 to a caller's own condition on another updates nothing", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "GET / {INM: 'b'} < 304 {ET: 'b'}", "GET / < 304 {ET: 'a'} > 200 =one sent{INM: 'a'}"),
        new("9111-4.3.4", "a 304 updates the variant that was selected alone", "GET / {AL: de} < 200 {CC: max-age=5 | Vary: Accept-Language | ET: 'x'} one", "GET / {AL: fr} < 200 {CC: max-age=5 | Vary: Accept-Language | ET: 'x'} two", "+6", "GET / {AL: de} < 304 {ET: 'x'} > 200 =one", "GET / {AL: de} > kept =one", "GET / {AL: fr} < 200 three > sent{INM: 'x'}"),
        new("9111-4.3.4", "of several that a weak ETag may mean the newest is updated", "GET / {AL: de} < 200 {CC: max-age=5 | Vary: Accept-Language | ET: W/'x'} one", "+1", "GET / {AL: fr} < 200 {CC: max-age=5 | ET: W/'x'} two", "+6", "GET / {AL: de} < 304 {ET: W/'x'} > 200 =two", "GET / {AL: de} > kept =two"),
        new("9111-3.2", "a 304 brings new values and new headers", "GET / < 200 {CC: max-age=1 | ET: 'a' | X: 1 | Y: 1} one", "+2", "GET / < 304 {CC: max-age=5 | ET: 'a' | X: 2 | Z: 3} > 200 =one [X: 2 | Y: 1 | Z: 3]", "GET / > kept =one [X: 2 | Y: 1 | Z: 3]"),
        new("9111-3.2", "a 304 brings a new type", "GET / < 200 {CC: max-age=1 | ET: 'a' | Content-Type: text/a} one", "+2", "GET / < 304 {ET: 'a' | Content-Type: text/b} > 200 =one [Content-Type: text/b]"),
        new("9111-3.2", "a 304 brings no length", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {ET: 'a' | CL: 9} > 200 =one [CL: 3]"),
        new("9111-3.2", "a 304 brings no packing", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {ET: 'a' | Content-Encoding: gzip} > 200 =one [!Content-Encoding]"),
        new("9111-3.2", "a 304 brings no hop-by-hop headers", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {CC: max-age=5 | ET: 'a' | Keep-Alive: timeout=5 | Connection: X | X: 1} > 200 =one", "GET / > kept =one [!Keep-Alive | !Connection | !X]"),
        new("9111-3.2", "a 304 brings its date and its age", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {CC: max-age=10 | ET: 'a' | Date: @(-1) | Age: 3} > 200 =one", "GET / > kept =one [Age: 3 | Date: @(-1)]"),
        new("9111-3.2", "a 304 that says no-store makes nothing fresh", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {CC: no-store, max-age=10 | ET: 'a'} > 200 =one", "GET / < 200 two"),
        new("9111-5.2.2.4", "no-cache asks each time", "GET / < 200 {CC: no-cache, max-age=10 | ET: 'a'} one", "GET / < 304 {ET: 'a'} > 200 =one sent{INM: 'a'}", "GET / < 304 {ET: 'a'} > 200 =one"),
        new("9111-5.2.2.4", "no-cache with an empty list asks each time", "GET / < 200 {CC: no-cache='', max-age=10 | ET: 'a'} one", "GET / < 200 two"),
        new("9111-5.2.2.4", "no-cache with field names keeps those back until asked", "GET / < 200 {CC: no-cache='x-one', max-age=10 | X-One: 1 | X-Two: 2 | ET: 'a'} one", "GET / > kept =one [!X-One | X-Two: 2]", "+11", "GET / < 304 {ET: 'a'} > 200 =one [X-One: 1 | X-Two: 2]"),
        new("9111-5.2.2.4", "no-cache with a token as field name keeps it back", "GET / < 200 {CC: no-cache=X-One, max-age=10 | X-One: 1} one", "GET / > kept =one [!X-One]"),
        new("9111-5.2.2.4", "no-cache with names that are none asks each time", "GET / < 200 {CC: no-cache='x one', max-age=10 | ET: 'a'} one", "GET / < 200 two"),
    ];

    private static readonly Case[] Heads =
    [
        new("9111-4.3.5", "a HEAD of the same makes fresh again", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "HEAD / < 200 {CC: max-age=5 | ET: 'a' | CL: 3 | X: 2}", "GET / > kept =one [X: 2 | Age: 0]"),
        new("9111-4.3.5", "a HEAD of the same by date makes fresh again", "GET / < 200 {CC: max-age=5 | LM: @(-100)} one", "+6", "HEAD / < 200 {CC: max-age=5 | LM: @(-106) | CL: 3}", "GET / > kept =one"),
        new("9111-4.3.5", "a HEAD without a length makes fresh again by ETag", "GET / < 200 {CC: max-age=5 | ET: 'a'} one", "+6", "HEAD / < 200 {CC: max-age=5 | ET: 'a'}", "GET / > kept =one"),
        new("9111-4.3.5", "a HEAD of another ETag makes stale", "GET / < 200 {CC: max-age=100 | ET: 'a'} one", "HEAD / {CC: no-cache} < 200 {ET: 'b' | CL: 3}", "GET / < 200 two"),
        new("9111-4.3.5", "a HEAD of another date makes stale", "GET / < 200 {CC: max-age=100 | LM: @(-100)} one", "HEAD / {CC: no-cache} < 200 {LM: @(-50) | CL: 3}", "GET / < 200 two"),
        new("9111-4.3.5", "a HEAD of another length makes stale", "GET / < 200 {CC: max-age=100 | ET: 'a'} one", "HEAD / {CC: no-cache} < 200 {ET: 'a' | CL: 4}", "GET / < 200 two"),
        new("9111-4.3.5", "a HEAD of the same ETag and another date makes stale", "GET / < 200 {CC: max-age=100 | ET: 'a' | LM: @(-100)} one", "HEAD / {CC: no-cache} < 200 {ET: 'a' | LM: @(-50)}", "GET / < 200 two"),
        new("9111-4.3.5", "a HEAD that tells nothing makes stale", "GET / < 200 {CC: max-age=100} one", "HEAD / {CC: no-cache} < 200 {CC: max-age=100}", "GET / < 200 two"),
        new("9111-4.3.5", "a HEAD that fails changes nothing", "GET / < 200 {CC: max-age=100 | ET: 'a'} one", "HEAD / {CC: no-cache} < 500 {ET: 'b' | CL: 9}", "GET / > kept =one"),
        new("9111-4.3.5", "a HEAD concerns the variant that it selects alone", "GET / {AL: de} < 200 {CC: max-age=100 | Vary: Accept-Language | ET: 'd'} one", "GET / {AL: fr} < 200 {CC: max-age=100 | Vary: Accept-Language | ET: 'f'} two", "HEAD / {AL: de | CC: no-cache} < 200 {ET: 'e' | Vary: Accept-Language}", "GET / {AL: fr} > kept =two", "GET / {AL: de} < 200 three"),
    ];

    private static readonly Case[] Writes =
    [
        .. new[] { "POST", "PUT", "DELETE", "PATCH", "UNKNOWN" }.Select(method => new Case("9111-4.4", $"{method} takes its URI away", "GET /a < 200 {CC: max-age=100 | ET: 'a'} one", $"{method} /a < 200", "GET /a < 200 two > sent{!INM}")),
        .. new[] { "OPTIONS", "TRACE" }.Select(method => new Case("9111-4.4", $"{method} takes nothing away", "GET /a < 200 {CC: max-age=100} one", $"{method} /a < 200", "GET /a > kept =one")),
        .. new[] { 201, 204, 303, 304, 399 }.Select(status => new Case("9111-4.4", $"a write that ends with {status} takes its URI away", "GET /a < 200 {CC: max-age=100} one", $"POST /a < {status}", "GET /a < 200 two")),
        .. new[] { 400, 404, 409, 500, 503 }.Select(status => new Case("9111-4.4", $"a write that ends with {status} takes nothing away", "GET /a < 200 {CC: max-age=100} one", $"POST /a < {status}", "GET /a > kept =one")),
        new("9111-4.4", "a write takes another URI not away", "GET /b < 200 {CC: max-age=100} one", "POST /a < 200", "GET /b > kept =one"),
        new("9111-4.4", "a write takes another query not away", "GET /a?x=1 < 200 {CC: max-age=100} one", "POST /a < 200", "GET /a?x=1 > kept =one"),
        new("9111-4.4", "a write takes all variants away", "GET /a {AL: de} < 200 {CC: max-age=100 | Vary: Accept-Language} one", "GET /a {AL: fr} < 200 {CC: max-age=100 | Vary: Accept-Language} two", "POST /a < 200", "GET /a {AL: de} < 200 three", "GET /a {AL: fr} < 200 four"),
        new("9111-4.4", "a write takes away what other users have", "GET /a {X-User: a} < 200 {CC: max-age=100} one", "POST /a {X-User: b} < 200", "GET /a {X-User: a} < 200 two"),
        new("9111-4.4", "Location of the same origin is taken away", "GET /b < 200 {CC: max-age=100} one", "POST /a < 201 {Location: /b}", "GET /b < 200 two"),
        new("9111-4.4", "Content-Location of the same origin is taken away", "GET /b < 200 {CC: max-age=100} one", "POST /a < 200 {Content-Location: /b}", "GET /b < 200 two"),
        new("9111-4.4", "Location relative to the URI is taken away", "GET /x/b < 200 {CC: max-age=100} one", "POST /x/a < 201 {Location: b}", "GET /x/b < 200 two"),
        new("9111-4.4", "Location with a fragment is taken away", "GET /b < 200 {CC: max-age=100} one", "POST /a < 201 {Location: /b#c}", "GET /b < 200 two"),
        new("9111-4.4", "Location of another origin is not taken away", "GET other:/b < 200 {CC: max-age=100} one", "POST /a < 201 {Location: http://other.example.test/b}", "GET other:/b > kept =one"),
        new("9111-4.4", "Location that is none harms nothing", "GET /b < 200 {CC: max-age=100} one", "POST /a < 201 {Location: http://[::x/b}", "GET /b > kept =one"),
        new("9111-4.4", "Location of a write that failed is not taken away", "GET /b < 200 {CC: max-age=100} one", "POST /a < 400 {Location: /b}", "GET /b > kept =one"),
        new("9111-4.4", "Location of a read takes nothing away", "GET /b < 200 {CC: max-age=100} one", "GET /a < 201 {Location: /b}", "GET /b > kept =one"),
        new("9111-4.4", "what comes after the write is stored", "GET /a < 200 {CC: max-age=100} one", "POST /a < 200", "GET /a < 200 {CC: max-age=100} two", "GET /a > kept =two"),
        new("9111-4.4", "an answer to a write is not what was written", "PUT /a < 200 {CC: max-age=100 | ET: 'a'} one", "GET /a < 200 two > sent{!INM}"),
    ];

    public static IEnumerable<Case> All => [.. Basic, .. Heads, .. Writes];
}
