namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>RFC 9111, section 4.3.2, with RFC 9110, sections 13 and 14: parts, and what a caller has already. And RFC 9211.</summary>
internal static class RangeCases
{
    private const string Whole = "GET / < 200 {CC: max-age=10 | ET: 'a'} 0123456789";
    private static readonly (string Range, string Part, string Told)[] Parts =
    [
        ("bytes=0-0", "0", "0-0"), ("bytes=2-4", "234", "2-4"), ("bytes=7-", "789", "7-9"), ("bytes=-2", "89", "8-9"), ("bytes=8-99", "89", "8-9"), ("bytes=-99", "0123456789", "0-9"), ("bytes=0-", "0123456789", "0-9"),
        ("BYTES=2-4", "234", "2-4"), ("bytes= 2-4", "234", "2-4"), ("bytes=9-99999999999999", "9", "9-9"),
    ];
    private static readonly string[] Others = ["bytes=0-1,4-5", "bytes=4-2", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "lines=1-2", "bytes", "bytes=0-99999999999999999999999", "bytes=--1", "bytes 0-1", "bytes=0x1-2"];

    private static readonly Case[] Basic =
    [
        .. Parts.Select(part => new Case("9110-14.2", $"{part.Range} is answered of the whole", Whole, $"GET / {{Range: {part.Range}}} > kept 206 ={part.Part} [CR: bytes {part.Told}/10 | ET: 'a']")),
        .. Others.Select(range => new Case("9110-14.2", $"{range} is the origin's business", Whole, $"GET / {{Range: {range}}} < 200 other > sent{{Range: {range}}}")),
        .. new[] { "bytes=10-", "bytes=99-100", "bytes=-0" }.Select(range => new Case("9110-15.5.17", $"{range} cannot be satisfied", Whole, $"GET / {{Range: {range}}} > kept 416 = [CR: bytes */10]")),
        new("9110-14.1.2", "the end of an empty body is the origin's business", "GET / < 200 {CC: max-age=10 | CL: 0}", "GET / {Range: bytes=-5} < 200 {CL: 0}"),
        new("9110-15.3.7", "a part has the headers that the whole would have", "GET / < 200 {CC: max-age=10 | ET: 'a' | Vary: Accept | Content-Location: /x | Expires: @(99) | Date: @(-1)} one", "GET / {Range: bytes=0-0} > kept 206 =o [CC: max-age=10 | ET: 'a' | Vary: Accept | Content-Location: /x | Expires: @(99) | Date: @(-1) | Age: 1]"),
        new("9111-3.4", "a part that is asked for of what is stale is asked of the origin", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / {Range: bytes=0-0} < 206 {CR: bytes 0-0/3 | ET: 'a'} o > sent{Range: bytes=0-0}"),
        new("9111-3.4", "what came as a part takes nothing away", Whole, "GET / {Range: bytes=0-1,4-5} < 206 {CR: bytes 0-1/10 | ET: 'a'} 01", "GET / > kept =0123456789"),
        new("9110-14.2", "a range means nothing for HEAD", Whole, "HEAD / {Range: bytes=0-0} > kept 200 [CL: 10 | !CR]"),
        new("9110-14.2", "a range means nothing for what is no 200", "GET / < 404 {CC: max-age=10} none", "GET / {Range: bytes=0-0} > kept 404 =none"),
        new("9110-13.1.5", "If-Range that holds gives the part", Whole, "GET / {Range: bytes=2-4 | IR: 'a'} > kept 206 =234"),
        new("9110-13.1.5", "If-Range that does not hold gives the whole", Whole, "GET / {Range: bytes=2-4 | IR: 'b'} > kept 200 =0123456789"),
        new("9110-13.1.5", "If-Range by a weak tag gives the whole", "GET / < 200 {CC: max-age=10 | ET: W/'a'} 0123456789", "GET / {Range: bytes=2-4 | IR: W/'a'} > kept 200 =0123456789"),
        new("9110-13.1.5", "If-Range by date gives the part", "GET / < 200 {CC: max-age=10 | LM: @(-1000)} 0123456789", "GET / {Range: bytes=2-4 | IR: @(-1000)} > kept 206 =234"),
        new("9110-13.1.5", "If-Range by another date gives the whole", "GET / < 200 {CC: max-age=10 | LM: @(-1000)} 0123456789", "GET / {Range: bytes=2-4 | IR: @(-999)} > kept 200 =0123456789"),
        new("9110-13.1.5", "If-Range by a date that is too near gives the whole", "GET / < 200 {CC: max-age=10 | LM: @(0)} 0123456789", "GET / {Range: bytes=2-4 | IR: @(0)} > kept 200 =0123456789"),
        new("9110-13.1.5", "If-Range that is neither gives the whole", Whole, "GET / {Range: bytes=2-4 | IR: a} > kept 200 =0123456789"),
        new("9110-13.1.5", "If-Range by date of a whole of the year 1 gives the whole", "GET / < 200 {Expires: Fri, 31 Dec 9999 23:59:59 GMT | LM: @(-1000) | Date: Mon, 01 Jan 0001 00:00:00 GMT} 0123456789", "GET / {Range: bytes=2-4 | IR: @(-1000)} > kept 200 =0123456789"),
        new("9110-13.1.5", "If-Range without Range means nothing", Whole, "GET / {IR: 'b'} > kept 200 =0123456789"),
    ];

    private static readonly Case[] Conditions =
    [
        .. new[] { "'a'", "W/'a'", "*", "'b', 'a'", "'b',W/'a','c'", " ,'a'" }.Select(tags => new Case("9111-4.3.2", $"If-None-Match: {tags} is a 304", Whole, $"GET / {{INM: {tags}}} > kept 304 = [ET: 'a' | CC: max-age=10 | Age: 0]")),
        .. new[] { "'b'", "W/'b'", "a", "'A'", "'ab'", "x'a'", "'x,'a',y'", "'a" }.Select(tags => new Case("9111-4.3.2", $"If-None-Match: {tags} is the whole", Whole, $"GET / {{INM: {tags}}} > kept 200 =0123456789")),
        new("9111-4.3.2", "a tag with a comma is one tag", "GET / < 200 {CC: max-age=10 | ET: 'a,b'} one", "GET / {INM: 'x', 'a,b'} > kept 304", "GET / {INM: 'b'} > kept 200 =one"),
        new("9111-4.3.2", "If-None-Match by a weak tag of ours is a 304", "GET / < 200 {CC: max-age=10 | ET: W/'a'} one", "GET / {INM: 'a'} > kept 304"),
        new("9111-4.3.2", "If-None-Match where what is kept has no tag is the whole", "GET / < 200 {CC: max-age=10} one", "GET / {INM: 'a'} > kept 200 =one"),
        new("9111-4.3.2", "If-None-Match goes before If-Modified-Since, not matching", "GET / < 200 {CC: max-age=10 | ET: 'a' | LM: @(-100)} one", "GET / {INM: 'b' | IMS: @(-100)} > kept 200 =one"),
        new("9111-4.3.2", "If-None-Match goes before If-Modified-Since, matching", "GET / < 200 {CC: max-age=10 | ET: 'a' | LM: @(-100)} one", "GET / {INM: 'a' | IMS: @(-200)} > kept 304"),
        new("9111-4.3.2", "If-None-Match for HEAD is a 304", Whole, "HEAD / {INM: 'a'} > kept 304"),
        new("9111-4.3.2", "If-None-Match for what is no 200 is the whole", "GET / < 404 {CC: max-age=10 | ET: 'a'} one", "GET / {INM: 'a'} > kept 404 =one"),
        new("9110-13.2.2", "If-None-Match goes before Range", Whole, "GET / {INM: 'a' | Range: bytes=0-0} > kept 304"),
        new("9111-4.3.2", "If-Modified-Since its date is a 304", "GET / < 200 {CC: max-age=10 | LM: @(-100)} one", "GET / {IMS: @(-100)} > kept 304 [LM: @(-100)]"),
        new("9111-4.3.2", "If-Modified-Since later is a 304", "GET / < 200 {CC: max-age=10 | LM: @(-100)} one", "GET / {IMS: @(-50)} > kept 304"),
        new("9111-4.3.2", "If-Modified-Since before is the whole", "GET / < 200 {CC: max-age=10 | LM: @(-100)} one", "GET / {IMS: @(-101)} > kept 200 =one"),
        new("9111-4.3.2", "If-Modified-Since in RFC 850's form is read", "GET / < 200 {CC: max-age=10 | LM: @(-100)} one", "GET / {IMS: @850(-100)} > kept 304"),
        new("9111-4.3.2", "If-Modified-Since in asctime's form is read", "GET / < 200 {CC: max-age=10 | LM: @(-100)} one", "GET / {IMS: @asc(-100)} > kept 304"),
        new("9110-13.1.3", "If-Modified-Since that is no date means nothing", "GET / < 200 {CC: max-age=10 | LM: @(-100)} one", "GET / {IMS: today} > kept 200 =one"),
        new("9111-4.3.2", "If-Modified-Since where nothing says when it was changed counts from its date", "GET / < 200 {CC: max-age=10 | Date: @(-5)} one", "GET / {IMS: @(-5)} > kept 304", "GET / {IMS: @(-6)} > kept 200 =one"),
        new("9111-4.3.2", "If-Match is the origin's to judge", Whole, "GET / {If-Match: 'a'} < 200 two > sent{If-Match: 'a'}"),
        new("9111-4.3.2", "If-Unmodified-Since is the origin's to judge", Whole, "GET / {If-Unmodified-Since: @(0)} < 412"),
        new("9110-15.4.5", "a 304 has the headers that a 200 would have", "GET / < 200 {CC: max-age=10 | ET: 'a' | Vary: Accept | Content-Location: /x | Expires: @(99) | Date: @(-1)} one", "GET / {INM: 'a'} > kept 304 [CC: max-age=10 | ET: 'a' | Vary: Accept | Content-Location: /x | Expires: @(99) | Date: @(-1) | Age: 1]"),
        new("9110-15.4.5", "a 304 does not describe a body that it has not", "GET / < 200 {CC: max-age=10 | ET: 'a' | Content-Type: text/x | Content-Encoding: x} one", "GET / {INM: 'a'} > kept 304 [!CL | !Content-Type | !Content-Encoding]"),
        new("9111-4.3.2", "what is stale is asked about by the caller's own condition", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / {INM: 'b'} < 200 two > sent{INM: 'b'}"),
        new("9111-4.3.2", "a caller's condition on nothing kept goes to the origin", "GET / {INM: 'a'} < 304 {ET: 'a'} > 304 sent{INM: 'a'}"),
    ];

    private static readonly Case[] Statuses =
    [
        new("9211-2.2", "an answer of the origin says miss", "GET / < 200 {CC: max-age=10} one > [CS: fwd=miss]"),
        new("9211-2.1", "an answer of what is kept says hit", "GET / < 200 {CC: max-age=10} one", "GET / > kept [CS: hit; ttl=10]"),
        new("9211-2.4", "ttl is what is left", "GET / < 200 {CC: max-age=10 | Age: 3} one", "+2", "GET / > kept [CS: hit; ttl=5]"),
        new("9211-2.4", "ttl is negative for what is stale", "GET / < 200 {CC: max-age=10} one", "+12", "GET / {CC: max-stale} > kept [CS: hit; ttl=-2]"),
        new("9211-2.2", "an answer asked about says stale, and what came", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {ET: 'a'} > 200 [CS: fwd=stale; fwd-status=304]"),
        new("9211-2.3", "an answer that was stale says stale, and what came", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 200 two > [CS: fwd=stale; fwd-status=200]"),
        new("9211-2.2", "what the request alone did not want is said to be by request", "GET / < 200 {CC: max-age=10 | ET: 'a'} one", "GET / {CC: no-cache} < 304 {ET: 'a'} > 200 [CS: fwd=request; fwd-status=304]"),
        new("9211-2.2", "what the request alone did not want and came anew is said to be by request", "GET / < 200 {CC: max-age=10 | ET: 'a'} one", "+1", "GET / {CC: max-age=0} < 200 two > [CS: fwd=request; fwd-status=200]"),
        new("9211-2.2", "no-store is said to be by request", "GET / {CC: no-store} < 200 one > [CS: fwd=request]"),
        new("9211-2.2", "a write says method", "POST / < 200 one > [CS: fwd=method]"),
        new("9211-2.8", "a stale answer in place of an error says so", "GET / < 200 {CC: max-age=1, stale-if-error=10} one", "+2", "GET / < 503 > 200 [CS: fwd=stale; fwd-status=503; detail=stale-if-error]"),
        new("9211-2.8", "a stale answer in place of none says so", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < down > 200 [CS: fwd=stale; detail=unreachable]"),
        new("9211-2", "members of caches further out stay before ours", "GET / < 200 {CC: max-age=10 | Cache-Status: Far; hit} one > [Cache-Status: Far; hit, Coalesce; fwd=miss]"),
        new("9211-2", "members of caches further out are kept with the answer", "GET / < 200 {CC: max-age=10 | Cache-Status: Far; hit} one", "GET / > kept [Cache-Status: Far; hit, Coalesce; hit; ttl=10]"),
        new("9211-2", "ours is not kept with the answer", "GET / < 200 {CC: max-age=1 | ET: 'a'} one", "+2", "GET / < 304 {ET: 'a'} > 200 [CS: fwd=stale; fwd-status=304]", "GET / > kept [CS: hit; ttl=1]"),
        new("9211-2", "a part and a 304 say hit", "GET / < 200 {CC: max-age=10 | ET: 'a'} one", "GET / {Range: bytes=0-0} > kept 206 [CS: hit; ttl=10]", "GET / {INM: 'a'} > kept 304 [CS: hit; ttl=10]"),
        new("9211-2", "a 504 of ours is no hit", "GET / {CC: only-if-cached} > kept 504 [CS: detail=only-if-cached]"),
        new("9211-2", "nothing is said to the origin", "GET / < 200 one > sent{!CS}"),
    ];

    public static IEnumerable<Case> All => [.. Basic, .. Conditions, .. Statuses];
}
