namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>RFC 9111, section 4.1.</summary>
internal static class VaryCases
{
    public static readonly Case[] All =
    [
        new("9111-4.1", "the same value is answered", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: de} > kept =one"),
        new("9111-4.1", "another value is not answered", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: fr} < 200 two"),
        new("9111-4.1", "no value is another than some", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / < 200 two"),
        new("9111-4.1", "some value is another than none", "GET / < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: de} < 200 two"),
        new("9111-4.1", "none is as none", "GET / < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / > kept =one"),
        new("9111-4.1", "names are read in any case", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: aCCEPT-lANGUAGE} one", "GET / {AL: de} > kept =one", "GET / {AL: fr} < 200 two"),
        new("9111-4.1", "all that are named must match", "GET / {AL: de | Accept: a} < 200 {CC: max-age=10 | Vary: Accept-Language, Accept} one", "GET / {AL: de | Accept: a} > kept =one", "GET / {AL: de | Accept: b} < 200 two"),
        new("9111-4.1", "all lines count", "GET / {AL: de | Accept: a} < 200 {CC: max-age=10 | Vary: Accept-Language | Vary: Accept} one", "GET / {AL: de | Accept: a} > kept =one", "GET / {AL: fr | Accept: a} < 200 two", "GET / {AL: de | Accept: b} < 200 three"),
        new("9111-4.1", "empty members mean nothing", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: , Accept-Language,,} one", "GET / {AL: de} > kept =one", "GET / {AL: fr} < 200 two"),
        new("9111-4.1", "what is not named does not matter", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: Accept} one", "GET / {AL: fr} > kept =one"),
        new("9111-4.1", "* matches nothing", "GET / < 200 {CC: max-age=10 | Vary: *} one", "GET / < 200 two"),
        new("9111-4.1", "* among others matches nothing", "GET / < 200 {CC: max-age=10 | Vary: Accept, *} one", "GET / < 200 two"),
        new("9111-4.1", "* in a second line matches nothing", "GET / < 200 {CC: max-age=10 | Vary: Accept | Vary: *} one", "GET / < 200 two"),
        new("9111-4.1", "what is no name matches nothing", "GET / < 200 {CC: max-age=10 | Vary: Accept Language} one", "GET / < 200 two"),
        new("9111-4.1", "a quoted name matches nothing", "GET / < 200 {CC: max-age=10 | Vary: 'Accept'} one", "GET / < 200 two"),
        new("9111-4.1", "spaces around commas mean nothing", "GET / {AL: de, fr} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: de,fr} > kept =one", "GET / {AL: de ,  fr} > kept =one"),
        new("9111-4.1", "spaces around commas may mean something where nobody knows the header", "GET / {X-L: de, fr} < 200 {CC: max-age=10 | Vary: X-L} one", "GET / {X-L: de,fr} < 200 two") { Configure = Standard },
        new("9111-4.1", "order means something", "GET / {AL: de, fr} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: fr, de} < 200 two"),
        new("9111-4.1", "parameters mean something", "GET / {AL: de;q=1} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: de} < 200 two"),
        new("9111-4.1", "case of a value means something", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: DE} < 200 two"),
        new("9111-4.1", "several variants are kept", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: Accept-Language} one", "GET / {AL: fr} < 200 {CC: max-age=10 | Vary: Accept-Language} two", "GET / {AL: de} > kept =one", "GET / {AL: fr} > kept =two"),
        new("9111-4.1", "three variants are kept by two headers", "GET / {AL: de | Accept: a} < 200 {CC: max-age=10 | Vary: Accept-Language, Accept} one", "GET / {AL: fr | Accept: a} < 200 {CC: max-age=10 | Vary: Accept-Language, Accept} two", "GET / {AL: de | Accept: b} < 200 {CC: max-age=10 | Vary: Accept-Language, Accept} three", "GET / {AL: de | Accept: a} > kept =one", "GET / {AL: fr | Accept: a} > kept =two", "GET / {AL: de | Accept: b} > kept =three"),
        new("9111-4", "of several that match the newest is used", "GET / {AL: de} < 200 {CC: max-age=100 | Vary: Accept-Language} one", "+1", "GET / {AL: fr} < 200 {CC: max-age=100} two", "GET / {AL: de} > kept =two"),
        new("9111-4", "of several that match the newest by date is used", "GET / {AL: de} < 200 {CC: max-age=100 | Vary: Accept-Language} one", "+1", "GET / {AL: fr} < 200 {CC: max-age=100 | Date: @(-50)} two", "GET / {AL: de} > kept =one", "GET / {AL: fr} > kept =two"),
        new("9111-4.1", "a variant is answered of its own ETag", "GET / {AL: de} < 200 {CC: max-age=1 | Vary: Accept-Language | ET: 'd'} one", "GET / {AL: fr} < 200 {CC: max-age=1 | Vary: Accept-Language | ET: 'f'} two", "+2", "GET / {AL: de} < 304 {ET: 'd'} > 200 =one sent{INM: 'd'}", "GET / {AL: fr} < 304 {ET: 'f'} > 200 =two sent{INM: 'f'}"),
        new("9111-4.1", "User-Agent counts where it is named", "GET / {User-Agent: a} < 200 {CC: max-age=10 | Vary: User-Agent} one", "GET / {User-Agent: b} < 200 two", "GET / < 200 three", "GET / {User-Agent: a} > kept =one"),
        new("9111-4.1", "User-Agent does not matter where it is not named", "GET / {User-Agent: a} < 200 {CC: max-age=10} one", "GET / {User-Agent: b} > kept =one"),
        new("9111-4.1", "Authorization may be named", "GET / {Auth: a} < 200 {CC: max-age=10, public | Vary: Authorization} one", "GET / {Auth: a} > kept =one", "GET / {Auth: b} < 200 two"),
        new("9111-4.1", "Cookie may be named", "GET / {Cookie: a=b} < 200 {CC: max-age=10 | Vary: Cookie} one", "GET / {Cookie: a=b} > kept =one", "GET / {Cookie: a=c} < 200 two", "GET / < 200 three"),
        new("9111-4.1", "a name that no request has matches", "GET / < 200 {CC: max-age=10 | Vary: X-Nobody} one", "GET / > kept =one"),
        new("9111-4.1", "HEAD is answered of the variant that it selects", "GET / {AL: de} < 200 {CC: max-age=10 | Vary: Accept-Language | X: d} one", "HEAD / {AL: de} > kept [X: d]", "HEAD / {AL: fr} < 200 {CL: 3}"),
        new("9111-4.1", "an answer of another Vary takes no other's place", "GET / {AL: de | Accept: a} < 200 {CC: max-age=100 | Vary: Accept-Language} one", "+1", "GET / {AL: fr | Accept: b} < 200 {CC: max-age=100 | Vary: Accept} two", "GET / {AL: de | Accept: c} > kept =one", "GET / {AL: es | Accept: b} > kept =two"),
        new("9111-4.1", "names in another order are the same Vary", "GET / {AL: de | Accept: a} < 200 {CC: max-age=100 | Vary: Accept-Language, Accept | Date: @(-1)} one", "+1", "GET / {AL: de | Accept: a | CC: no-cache} < 200 {CC: max-age=100 | Vary: accept, accept-language | Date: @(-50)} two", "GET / {AL: de | Accept: a} > kept =two"),
    ];

    private static void Standard(CoalescingOptions options) => options.Cache.Key = CacheKeyMode.Standard;
}
