namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>RFC 9111, sections 4.2, 5.1 and 5.3: how long an answer is fresh, and how old it is.</summary>
internal static class FreshnessCases
{
    private static readonly string[] NoNumbers = ["max-age", "max-age=", "max-age=-1", "max-age=1.5", "max-age=a", "max-age=1 0", "max-age =100", "max-age= 100", "max-age=100;", "max-age=0x10", "max-age=1e3", "max-age=''", "max-age='100", "max-age=+5"];
    private static readonly string[] Numbers = ["max-age=10", "MAX-AGE=10", "Max-Age=10", "max-age='10'", "max-age=0010", "x, max-age=10", "max-age=10,", ",,max-age=10", "foo=bar,max-age=10", "max-age=10 , x"];
    private static readonly string[] NoDates = ["0", "-1", "now", "Thu, 01 Jan 1970 00:00:00", "@(100) x", "2026-01-02T13:00:00Z", "Fri, 02 Jan 2026 13:00:00 UTC", "Fri, 02 Jan 2026 13:00:00 +0000", "Mon, 02 Jan 2026 13:00:00 GMT", "Fri, 2 Jan 2026 13:00:00 GMT", "Fri, 32 Jan 2026 13:00:00 GMT", "Fri, 02 Jan 2026 25:00:00 GMT", "100"];

    public static readonly Case[] All =
    [
        new("9111-4.2", "fresh while younger than its lifetime, stale from then on", "GET / < 200 {CC: max-age=10} one", "+9", "GET / > kept =one [Age: 9]", "+1", "GET / < 200 two"),
        new("9111-4.2", "an answer that says nothing is not fresh", "GET / < 200 {ET: 'a'} one", "GET / < 200 two > sent{INM: 'a'}"),
        new("9111-4.2.1", "max-age=0 is stale at once", "GET / < 200 {CC: max-age=0 | ET: 'a'} one", "GET / < 200 two > sent{INM: 'a'}"),
        .. Numbers.Select(text => new Case("9111-5.2.2.1", $"{text} are ten seconds", $"GET / < 200 {{CC: {text}}} one", "+9", "GET / > kept =one", "+1", "GET / < 200 two")),
        .. NoNumbers.Select(text => new Case("9111-4.2.1", $"{text} is stale", $"GET / < 200 {{CC: {text} | ET: 'a'}} one", "+1", "GET / < 200 two")),
        new("9111-4.2.1", "of two max-age the strictest holds, first", "GET / < 200 {CC: max-age=10, max-age=20} one", "+9", "GET / > kept =one", "+1", "GET / < 200 two"),
        new("9111-4.2.1", "of two max-age the strictest holds, last", "GET / < 200 {CC: max-age=20, max-age=10} one", "+9", "GET / > kept =one", "+1", "GET / < 200 two"),
        new("9111-4.2.1", "of two lines the strictest holds", "GET / < 200 {CC: max-age=20 | CC: max-age=10} one", "+10", "GET / < 200 two"),
        new("9111-1.2.2", "a number beyond 31 bits is a very long time", "GET / < 200 {CC: max-age=2147483649} one", "+2000000", "GET / > kept =one"),
        new("9111-1.2.2", "a number beyond 64 bits is a very long time", "GET / < 200 {CC: max-age=99999999999999999999999999} one", "+2000000", "GET / > kept =one"),
        new("9111-4.2.1", "Expires holds where there is no max-age", "GET / < 200 {Expires: @(10)} one", "+9", "GET / > kept =one", "+1", "GET / < 200 two"),
        new("9111-5.3", "Expires in RFC 850's form holds", "GET / < 200 {Expires: @850(10)} one", "+9", "GET / > kept =one", "+1", "GET / < 200 two"),
        new("9111-5.3", "Expires in asctime's form holds", "GET / < 200 {Expires: @asc(10)} one", "+9", "GET / > kept =one", "+1", "GET / < 200 two"),
        new("9111-5.3", "max-age goes before Expires", "GET / < 200 {CC: max-age=10 | Expires: @(100)} one", "+10", "GET / < 200 two"),
        new("9111-5.3", "max-age goes before Expires in the past", "GET / < 200 {CC: max-age=10 | Expires: @(-100)} one", "+9", "GET / > kept =one"),
        new("9111-5.3", "Expires counts from Date", "GET / < 200 {Date: @(-5) | Expires: @(5)} one", "+4", "GET / > kept =one [Age: 9]", "+1", "GET / < 200 two"),
        new("9111-5.3", "Expires counts from Date also where the origin's clock is ahead", "GET / < 200 {Date: @(1000) | Expires: @(1010)} one", "+9", "GET / > kept =one", "+1", "GET / < 200 two"),
        new("9111-5.3", "Expires that is Date is stale", "GET / < 200 {Expires: @(0) | ET: 'a'} one", "GET / < 200 two"),
        new("9111-5.3", "Expires in the past is stale", "GET / < 200 {Expires: @(-10) | ET: 'a'} one", "GET / < 200 two"),
        new("9111-5.3", "Expires said twice is stale", "GET / < 200 {Expires: @(10) | Expires: @(10) | ET: 'a'} one", "GET / < 200 two"),
        .. NoDates.Select(text => new Case("9111-5.3", $"Expires: {text} is the past", $"GET / < 200 {{Expires: {text} | ET: 'a'}} one", "GET / < 200 two")),
        new("9111-4.2.1", "s-maxage goes before max-age in a shared cache", "GET / < 200 {CC: max-age=100, s-maxage=10} one", "+9", "GET / > kept =one", "+1", "GET / < 200 two") { Private = false },
        new("9111-5.2.2.10", "s-maxage makes fresh for longer than max-age in a shared cache", "GET / < 200 {CC: max-age=1, s-maxage=10} one", "+9", "GET / > kept =one") { Private = false },
        new("9111-5.2.2.10", "s-maxage goes before Expires in a shared cache", "GET / < 200 {CC: s-maxage=10 | Expires: @(-10)} one", "+9", "GET / > kept =one") { Private = false },
        new("9111-5.2.2.10", "s-maxage that is no number is stale in a shared cache", "GET / < 200 {CC: max-age=10, s-maxage=x | ET: 'a'} one", "GET / < 200 two") { Private = false },
        new("9111-5.2.2.10", "s-maxage is nothing to a private cache", "GET / < 200 {CC: max-age=10, s-maxage=100} one", "+10", "GET / < 200 two") { Shared = false },
        new("9111-5.2.2.10", "s-maxage that is no number is nothing to a private cache", "GET / < 200 {CC: max-age=10, s-maxage=x} one", "GET / > kept =one") { Shared = false },
        new("9111-4.2.2", "no heuristic unless it is asked for", "GET / < 200 {LM: @(-1000)} one", "GET / < 200 two > sent{IMS: @(-1000)}"),
        new("9111-4.2.2", "a heuristic is a tenth of the time since it was changed", "GET / < 200 {LM: @(-1000)} one", "+99", "GET / > kept =one", "+1", "GET / < 200 two") { Configure = Heuristic },
        new("9111-4.2.2", "a heuristic counts from Date", "GET / < 200 {Date: @(-50) | LM: @(-1050)} one", "+49", "GET / > kept =one", "+1", "GET / < 200 two") { Configure = Heuristic },
        new("9111-4.2.2", "no heuristic where the origin says for how long", "GET / < 200 {LM: @(-1000) | CC: max-age=10} one", "+10", "GET / < 200 two") { Configure = Heuristic },
        new("9111-4.2.2", "no heuristic where Expires cannot be read", "GET / < 200 {LM: @(-1000) | Expires: 0} one", "GET / < 200 two") { Configure = Heuristic },
        new("9111-4.2.2", "no heuristic for a status that does not allow it", "GET / < 403 {LM: @(-1000)} one", "GET / < 200 two") { Configure = Heuristic },
        new("9111-4.2.2", "public allows a heuristic for any status", "GET / < 403 {LM: @(-1000) | CC: public} one", "+99", "GET / > kept 403 =one") { Configure = Heuristic },
        new("9111-4.2.2", "no heuristic of a date ahead", "GET / < 200 {LM: @(1000)} one", "GET / < 200 two") { Configure = Heuristic },
        new("9111-4.2.2", "no heuristic without a date of change", "GET / < 200 one", "GET / < 200 two") { Configure = Heuristic },
        new("9111-4.2.3", "Age counts", "GET / < 200 {CC: max-age=10 | Age: 4} one", "+5", "GET / > kept =one [Age: 9]", "+1", "GET / < 200 two"),
        new("9111-4.2.3", "Age that is more than the lifetime is stale", "GET / < 200 {CC: max-age=10 | Age: 11 | ET: 'a'} one", "GET / < 200 two"),
        new("9111-4.2.3", "Age beyond 64 bits is stale", "GET / < 200 {CC: max-age=10 | Age: 99999999999999999999999 | ET: 'a'} one", "GET / < 200 two"),
        new("9111-5.1", "Age that is no number is passed over", "GET / < 200 {CC: max-age=10 | Age: x} one", "+1", "GET / > kept =one [Age: 1]"),
        new("9111-5.1", "Age that is negative is passed over", "GET / < 200 {CC: max-age=10 | Age: -5} one", "+1", "GET / > kept =one [Age: 1]"),
        new("9111-5.1", "of a list of ages the first counts", "GET / < 200 {CC: max-age=10 | Age: 4, 100} one", "+1", "GET / > kept =one [Age: 5]"),
        new("9111-5.1", "of lines of ages the first counts", "GET / < 200 {CC: max-age=10 | Age: 4 | Age: 100} one", "+1", "GET / > kept =one [Age: 5]"),
        new("9111-5.1", "an answer of what is kept says its age", "GET / < 200 {CC: max-age=10} one", "GET / > kept =one [Age: 0]"),
        new("9111-5.1", "an answer of the origin says none of ours", "GET / < 200 {CC: max-age=10} one > [!Age]"),
        new("9111-4.2.3", "an old date counts", "GET / < 200 {CC: max-age=10 | Date: @(-4)} one", "+5", "GET / > kept =one [Age: 9]", "+1", "GET / < 200 two"),
        new("9111-4.2.3", "of old date and Age the more counts, Age", "GET / < 200 {CC: max-age=10 | Date: @(-2) | Age: 4} one", "+5", "GET / > kept =one [Age: 9]"),
        new("9111-4.2.3", "of old date and Age the more counts, date", "GET / < 200 {CC: max-age=10 | Date: @(-4) | Age: 2} one", "+5", "GET / > kept =one [Age: 9]"),
        new("9111-4.2.3", "a date ahead makes nothing younger", "GET / < 200 {CC: max-age=10 | Date: @(100)} one", "+9", "GET / > kept =one [Age: 9]", "+1", "GET / < 200 two"),
        new("9111-4.2.3", "a date that is none is as none", "GET / < 200 {CC: max-age=10 | Date: x} one", "+5", "GET / > kept =one [Age: 5]"),
        new("9111-4.2.3", "Date in RFC 850's form counts", "GET / < 200 {CC: max-age=10 | Date: @850(-4)} one", "GET / > kept =one [Age: 4]"),
        new("9111-4.2.3", "Date in asctime's form counts", "GET / < 200 {CC: max-age=10 | Date: @asc(-4)} one", "GET / > kept =one [Age: 4]"),
        new("9111-4.2.3", "a date of the year 1 is stale", "GET / < 200 {CC: max-age=10 | Date: Mon, 01 Jan 0001 00:00:00 GMT | ET: 'a'} one", "GET / < 200 two"),
        new("9111-4.2.3", "Expires in the year 9999 is a very long time", "GET / < 200 {Expires: Fri, 31 Dec 9999 23:59:59 GMT} one", "+2000000", "GET / > kept =one"),
        new("9111-5.4", "Pragma in an answer means nothing", "GET / < 200 {CC: max-age=10 | Pragma: no-cache} one", "GET / > kept =one"),
    ];

    private static void Heuristic(CoalescingOptions options) => options.Cache.Heuristic = true;
}
