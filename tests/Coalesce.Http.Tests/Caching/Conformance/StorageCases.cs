namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>RFC 9111, section 3: what is stored, and what of it.</summary>
internal static class StorageCases
{
    private static readonly int[] ByDefault = [200, 203, 300, 301, 308, 404, 405, 410, 414, 501];
    private static readonly int[] ByWord = [201, 202, 302, 303, 307, 400, 402, 403, 406, 409, 422, 451, 500, 502, 503, 504, 299, 499];
    private static readonly int[] Never = [412, 416, 428, 429, 431, 511];

    private static readonly Case[] Basic =
    [
        new("9111-3", "a complete answer to a GET is stored", "GET / < 200 {CC: max-age=10} one", "GET / > kept =one"),
        new("9111-3", "an answer to a POST is no answer to a GET", "POST / < 200 {CC: max-age=10} one", "GET / < 200 two"),
        new("9111-3", "an answer to a GET is none to a POST", "GET / < 200 {CC: max-age=10} one", "POST / < 200 two"),
        new("9111-3", "an answer to a GET is none to an OPTIONS", "GET / < 200 {CC: max-age=10} one", "OPTIONS / < 200 two", "GET / > kept =one"),
        new("9111-3", "an answer to an unknown method is not stored", "SEARCHY / < 200 {CC: max-age=10} one", "SEARCHY / < 200 two"),
        new("9111-3", "an answer to a HEAD is no answer to a GET", "HEAD / < 200 {CC: max-age=10 | CL: 3}", "GET / < 200 one"),
        new("9111-3", "an answer to a HEAD is none to another", "HEAD / < 200 {CC: max-age=10 | CL: 3}", "HEAD / < 200 {CL: 3}"),
        new("9111-4", "an answer to a GET answers a HEAD", "GET / < 200 {CC: max-age=10 | X: 1} one", "HEAD / > kept = [X: 1 | CL: 3]"),
        new("9111-4", "a HEAD of what came in chunks has no length", "GET / < 200 {CC: max-age=10 | Transfer-Encoding: chunked} one", "HEAD / > kept = [!CL]"),
        new("9111-2", "another path is another resource", "GET /a < 200 {CC: max-age=10} one", "GET /b < 200 two"),
        new("9111-2", "another query is another resource", "GET /a?x=1 < 200 {CC: max-age=10} one", "GET /a?x=2 < 200 two", "GET /a?x=1 > kept =one"),
        new("9111-2", "another host is another resource", "GET /a < 200 {CC: max-age=10} one", "GET other:/a < 200 two"),
        new("9111-2", "case tells paths apart", "GET /a < 200 {CC: max-age=10} one", "GET /A < 200 two"),
        new("9111-3", "no-store forbids it", "GET / < 200 {CC: no-store} one", "GET / < 200 two"),
        new("9111-3", "no-store forbids it beside max-age", "GET / < 200 {CC: max-age=10, no-store | ET: 'a'} one", "GET / < 200 two > sent{!INM}"),
        new("9111-3", "no-store in a second line forbids it", "GET / < 200 {CC: max-age=10 | CC: no-store} one", "GET / < 200 two"),
        new("9111-5.2.2.5", "no-store is read in any case", "GET / < 200 {CC: max-age=10, NO-STORE} one", "GET / < 200 two"),
        new("9111-5.2.2.5", "no-store with an argument holds", "GET / < 200 {CC: max-age=10, no-store=1} one", "GET / < 200 two"),
        new("9111-5.2.1.5", "a request's no-store forbids to store the answer", "GET / {CC: no-store} < 200 {CC: max-age=10} one", "GET / < 200 two"),
        new("9111-5.2.1.5", "a request's no-store among others forbids it", "GET / {CC: max-age=100, no-store} < 200 {CC: max-age=10} one", "GET / < 200 two"),
        new("9111-3", "private forbids a shared cache to store", "GET / < 200 {CC: private, max-age=10} one", "GET / < 200 two") { Private = false },
        new("9111-3", "private allows a private cache to store", "GET / < 200 {CC: private, max-age=10} one", "GET / > kept =one") { Shared = false },
        new("9111-5.2.2.7", "private with field names keeps those from a shared cache", "GET / < 200 {CC: private=x-one, max-age=10 | X-One: 1 | X-Two: 2} one", "GET / > kept =one [!X-One | X-Two: 2]") { Private = false },
        new("9111-5.2.2.7", "private with quoted field names keeps those from a shared cache", "GET / < 200 {CC: private='X-One, x-two', max-age=10 | X-One: 1 | X-Two: 2} one", "GET / > kept =one [!X-One | !X-Two]") { Private = false },
        new("9111-5.2.2.7", "private with field names concerns no private cache", "GET / < 200 {CC: private='x-one', max-age=10 | X-One: 1} one", "GET / > kept =one [X-One: 1]") { Shared = false },
        new("9111-5.2.2.7", "private with names that are none forbids all", "GET / < 200 {CC: private='x one', max-age=10} one", "GET / < 200 two") { Private = false },
        new("9111-5.2.2.7", "private with an empty list forbids all", "GET / < 200 {CC: private='', max-age=10} one", "GET / < 200 two") { Private = false },
        .. ByDefault.Select(status => new Case("9110-15.1", $"{status} is stored by default", $"GET / < {status} {{CC: max-age=10}} one", $"GET / > kept {status} =one")),
        .. ByDefault.Select(status => new Case("9110-15.1", $"{status} is stored with a validator alone", $"GET / < {status} {{ET: 'a'}} one", $"GET / < 304 {{ET: 'a'}} > {status} =one sent{{INM: 'a'}}")),
        .. ByWord.Select(status => new Case("9111-3", $"{status} is stored where it says for how long", $"GET / < {status} {{CC: max-age=10}} one", $"GET / > kept {status} =one")),
        .. ByWord.Select(status => new Case("9111-3", $"{status} is not stored where nothing says so", $"GET / < {status} {{ET: 'a'}} one", "GET / < 200 two > sent{!INM}")),
        .. Never.Select(status => new Case(status is 412 or 416 ? "9111-3" : "6585-3", $"{status} is never stored", $"GET / < {status} {{CC: public, max-age=10}} one", "GET / < 200 two")),
        new("9110-15.3.5", "204 is stored", "GET / < 204 {CC: max-age=10 | X: 1}", "GET / > kept 204 [X: 1]"),
        new("9111-3", "public makes an answer be stored", "GET / < 302 {CC: public | ET: 'a'} one", "GET / < 304 {ET: 'a'} > 302 =one sent{INM: 'a'}"),
        new("9111-3", "private makes an answer be stored by a private cache", "GET / < 302 {CC: private | ET: 'a'} one", "GET / < 304 {ET: 'a'} > 302 =one sent{INM: 'a'}") { Shared = false },
        new("9111-3", "Expires makes an answer be stored", "GET / < 302 {Expires: @(10)} one", "GET / > kept 302 =one"),
        new("9111-3", "s-maxage makes an answer be stored by a shared cache", "GET / < 302 {CC: s-maxage=10} one", "GET / > kept 302 =one") { Private = false },
        new("9111-3", "s-maxage makes no answer be stored by a private cache", "GET / < 302 {CC: s-maxage=10 | ET: 'a'} one", "GET / < 302 two > sent{!INM}") { Shared = false },
        new("9111-5.2.3", "unknown directives are passed over", "GET / < 200 {CC: max-age=10, foo, bar=1, baz='no-store'} one", "GET / > kept =one"),
        new("9111-5.2.3", "no directive is read out of another's argument", "GET / < 200 {CC: max-age=10, x='a, no-store'} one", "GET / > kept =one"),
        new("9111-5.2.2.3", "must-understand with a status that is understood passes over no-store", "GET / < 200 {CC: max-age=10, must-understand, no-store} one", "GET / > kept =one"),
        new("9111-5.2.2.3", "must-understand with a status that is not understood forbids it", "GET / < 299 {CC: max-age=10, must-understand} one", "GET / < 200 two"),
        new("9111-5.2.2.3", "must-understand with a status that is understood allows it", "GET / < 404 {CC: max-age=10, must-understand} one", "GET / > kept 404 =one"),
        new("9111-5.2.2.3", "must-understand with an argument does not undo no-store", "GET / < 200 {CC: max-age=10, must-understand=1, no-store} one", "GET / < 200 two"),
        new("9111-3.3", "a body shorter than its length is not stored", "GET / < 200 {CC: max-age=10 | CL: 9} one... > broken", "GET / < 200 two"),
        new("9111-3.3", "chunks without an end are not stored", "GET / < 200 {CC: max-age=10 | Transfer-Encoding: chunked} one... > broken", "GET / < 200 two"),
        new("9111-3.3", "chunks with an end are stored", "GET / < 200 {CC: max-age=10 | Transfer-Encoding: chunked} one", "GET / > kept =one"),
        new("9111-3.3", "a part is not stored as a whole", "GET / {Range: bytes=0-1} < 206 {CC: max-age=10 | CR: bytes 0-1/3 | ET: 'a'} on", "GET / < 200 one"),
        new("9111-3.3", "a part is not stored as the part it is", "GET / {Range: bytes=0-1} < 206 {CC: max-age=10 | CR: bytes 0-1/3} on", "GET / {Range: bytes=0-1} < 206 {CR: bytes 0-1/3} on"),
        new("9111-3.3", "a part that nobody asked for is not stored", "GET / < 206 {CC: max-age=10 | CR: bytes 0-1/3} on", "GET / < 200 one"),
        new("9111-3.4", "parts are not put together", "GET / {Range: bytes=0-1} < 206 {CC: max-age=10 | CR: bytes 0-1/3 | ET: 'a'} on", "GET / {Range: bytes=2-2} < 206 {CC: max-age=10 | CR: bytes 2-2/3 | ET: 'a'} e", "GET / < 200 one"),
        new("9111-3.3", "a whole answer to a range is stored", "GET / {Range: bytes=0-1} < 200 {CC: max-age=10} one", "GET / > kept =one"),
        new("9111-3", "a range that could not be satisfied is no answer to others", "GET / {Range: bytes=9-} < 416 {CC: max-age=10 | CR: bytes */3}", "GET / < 200 one"),
        new("9111-3", "a precondition that failed is no answer to others", "GET / {If-Match: 'b'} < 412 {CC: max-age=10}", "GET / < 200 one"),
        new("9111-3", "an answer with Set-Cookie is not stored", "GET / < 200 {CC: max-age=10 | Set-Cookie: a=b} one", "GET / < 200 two"),
        new("9110-15.4", "what a redirect led to is not stored as what was asked for", "GET /a < 301 {Location: /b | CC: max-age=10} < 200 {CC: max-age=10} one", "GET /a < 302 {Location: /b} < 200 two", "GET /b < 200 three"),
    ];

    private static readonly Case[] Headers =
    [
        .. new[] { "Keep-Alive: timeout=5", "Proxy-Authenticate: Basic", "Proxy-Authentication-Info: a=b", "Proxy-Connection: close", "TE: trailers", "Upgrade: h2c", "Trailer: X" }
            .Select(header => new Case("9111-3.1", $"{header.Split(':')[0]} is not kept", $"GET / < 200 {{CC: max-age=10 | {header} | X: 1}} one", $"GET / > kept =one [!{header.Split(':')[0]} | X: 1]")),
        new("9111-3.1", "Connection is not kept", "GET / < 200 {CC: max-age=10} one", "GET / > kept =one [!Connection]"),
        new("9111-3.1", "what Connection names is not kept", "GET / < 200 {CC: max-age=10 | Connection: X-One, x-two | X-One: 1 | X-Two: 2 | X: 3} one", "GET / > kept =one [!X-One | !X-Two | X: 3]"),
        new("9111-3.1", "Transfer-Encoding is not kept", "GET / < 200 {CC: max-age=10 | Transfer-Encoding: chunked} one", "GET / > kept =one [!Connection]"),
        new("9111-3.1", "all else is kept, unknown headers too", "GET / < 200 {CC: max-age=10 | X-Own: 1 | Server: s | Content-Type: text/x; a=b | Content-Language: de | Link: <a>; rel=b} one", "GET / > kept =one [X-Own: 1 | Server: s | Content-Type: text/x; a=b | Content-Language: de | Link: <a>; rel=b]"),
        new("9111-3.1", "lines of one name are kept in order", "GET / < 200 {CC: max-age=10 | X-Own: 1 | X-Own: 2, 3} one", "GET / > kept =one [X-Own: 1, 2, 3]"),
        new("9111-3.1", "Warning is kept as any other", "GET / < 200 {CC: max-age=10 | Warning: 110 - old} one", "GET / > kept =one [Warning: 110 - old]"),
        new("9110-6.6.1", "a date is kept", "GET / < 200 {CC: max-age=10 | Date: @(-3)} one", "+2", "GET / > kept =one [Date: @(-5)]"),
        new("9110-6.6.1", "an answer without a date gets that of its coming", "GET / < 200 {CC: max-age=10 | Date: -} one", "+2", "GET / > kept =one [Date: @(-2)]"),
    ];

    // A private cache that belongs to many users keys by credentials beside; what these show is whether it stores at all.
    private static readonly Case[] Authorized =
    [
        new("9111-3.5", "a private cache stores what needed authorization", "GET / {Auth: a} < 200 {CC: max-age=10} one", "GET / {Auth: a} > kept =one") { Shared = false },
        new("9111-3.5", "a shared cache does not store what needed authorization", "GET / {Auth: a} < 200 {CC: max-age=10} one", "GET / {Auth: a} < 200 two") { Private = false },
        new("9111-3.5", "a shared cache does not store it by Expires", "GET / {Auth: a} < 200 {Expires: @(10)} one", "GET / {Auth: a} < 200 two") { Private = false },
        new("9111-3.5", "proxy-revalidate does not allow it", "GET / {Auth: a} < 200 {CC: max-age=10, proxy-revalidate} one", "GET / {Auth: a} < 200 two") { Private = false },
        new("9111-3.5", "public allows it", "GET / {Auth: a} < 200 {CC: max-age=10, public} one", "GET / {Auth: a} > kept =one") { Private = false },
        new("9111-3.5", "s-maxage allows it", "GET / {Auth: a} < 200 {CC: s-maxage=10} one", "GET / {Auth: a} > kept =one") { Private = false },
        new("9111-3.5", "must-revalidate allows it", "GET / {Auth: a} < 200 {CC: max-age=10, must-revalidate} one", "GET / {Auth: a} > kept =one") { Private = false },
        new("9111-3.5", "public with an argument does not allow it", "GET / {Auth: a} < 200 {CC: max-age=10, public=1} one", "GET / {Auth: a} < 200 two") { Private = false },
        new("9111-3.5", "another's credentials get another answer", "GET / {Auth: a} < 200 {CC: max-age=10, public} one", "GET / {Auth: b} < 200 two", "GET / < 200 three"),
        new("9111-3.5", "what no credentials were needed for is not given to who has some", "GET / < 200 {CC: max-age=10, public} one", "GET / {Auth: b} < 200 two"),
        new("9111-7.1", "another user's partition gets another answer", "GET / {X-User: a} < 200 {CC: max-age=10, public} one", "GET / {X-User: b} < 200 two", "GET / {X-User: a} > kept =one"),
        new("9111-7.1", "another's cookie gets another answer", "GET / {Cookie: id=a} < 200 {CC: max-age=10, public} one", "GET / {Cookie: id=b} < 200 two"),
        new("9111-7.1", "a header that HTTP does not know tells requests apart", "GET / {X-Tenant: a} < 200 {CC: max-age=10} one", "GET / {X-Tenant: b} < 200 two"),
        new("9111-7.1", "a header that HTTP does not know is nothing where the key is the standard's", "GET / {X-Tenant: a} < 200 {CC: max-age=10} one", "GET / {X-Tenant: b} > kept =one") { Configure = options => options.Cache.Key = CacheKeyMode.Standard },
    ];

    public static IEnumerable<Case> All => [.. Basic, .. Headers, .. Authorized];
}
