using System.Net.Http.Headers;

namespace Coalesce.Http.Broker.Messages;

/// <summary>
/// A request as something to look up: hashes and compares it where it stands, so that a caller who joins a flight allocates
/// no key of its own. Lives no longer than the look-up.
/// </summary>
internal readonly struct RequestProbe
{
    /// <param name="request">The request.</param>
    /// <param name="rules">Which headers take part.</param>
    /// <param name="partition">Whose it is.</param>
    /// <param name="cookies">The Cookie header that the primary handler will write, or <see langword="null"/>.</param>
    /// <param name="bodyHash">SHA-256 of the body, where the route coalesces bodies.</param>
    /// <param name="uri">The text of its URI without the fragment, where it is known already.</param>
    public RequestProbe(
        HttpRequestMessage request, KeyRules rules, in Partition partition, string? cookies, byte[]? bodyHash, string? uri = null)
    {
        Request = request;
        Rules = rules;
        Partition = partition;
        Cookies = cookies;
        BodyHash = bodyHash;
        Uri = uri ?? UriText.Of(request.RequestUri!);
        Hash = ComputeHash(out var bar);
        Bar = bar;
    }

    public HttpRequestMessage Request { get; }

    public KeyRules Rules { get; }

    public Partition Partition { get; }

    /// <summary>The Cookie header that the primary handler will write below us, or <see langword="null"/>.</summary>
    public string? Cookies { get; }

    /// <summary>SHA-256 of the body, where the route coalesces bodies.</summary>
    public byte[]? BodyHash { get; }

    public string Uri { get; }

    public int Hash { get; }

    /// <summary>What in the request's own headers keeps it from being shared.</summary>
    public SharingBar Bar { get; }

    /// <summary>Content headers tell requests apart only where there is content.</summary>
    public HttpContentHeaders? ContentHeaders => BodyHash is null ? null : Request.Content?.Headers;

    private int ComputeHash(out SharingBar bar)
    {
        // string.GetHashCode is seeded per process, so nobody outside can aim at one bucket.
        var hash = Uri.GetHashCode();
        if (Cookies is not null) hash = (hash * 31) + Hashed(Cookies);
        if (Partition.App is not null) hash = (hash * 31) + Hashed(Partition.App);
        if (Partition.Own is not null) hash = (hash * 31) + Hashed(Partition.Own);
        if (BodyHash is not null) hash = (hash * 31) + BitConverter.ToInt32(BodyHash);
        // A sum, because the order of different names is irrelevant.
        bar = SharingBar.None;
        hash += Hashed(Request.Headers, ref bar);
        return ContentHeaders is { } content ? hash + Hashed(content, ref bar) : hash;
    }

    private int Hashed(HttpHeaders headers, ref SharingBar bar)
    {
        var sum = 0;
        foreach (var (name, values) in headers.NonValidated)
        {
            var isKeyed = !Rules.IsLeftOut(name);
            foreach (var value in values)
            {
                if (isKeyed) sum += Hashed(value);
                if (bar == SharingBar.None) bar = BarOf(name, value); // left out or not, it says so
            }
        }
        return sum;
    }

    private static SharingBar BarOf(string name, string value) => name.Length switch
    {
        6 when IsHeader(name, "Accept") && Mentions(value, "text/event-stream") => SharingBar.Kind,
        7 when IsHeader(name, "Upgrade") => SharingBar.Kind,
        13 when IsHeader(name, "Cache-Control") && Mentions(value, "no-store") => SharingBar.NoStore,
        _ => SharingBar.None,
    };

    private static bool IsHeader(string name, string wanted) => name.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static bool Mentions(string value, string token) => value.Contains(token, StringComparison.OrdinalIgnoreCase);

    /// <summary>Long values (tokens) are hashed at both ends: the key compares them in full anyway.</summary>
    private static int Hashed(string value)
    {
        const int End = 32;
        return value.Length <= 2 * End
            ? value.GetHashCode()
            : string.GetHashCode(value.AsSpan(0, End)) ^ (string.GetHashCode(value.AsSpan(value.Length - End)) * 31) ^ value.Length;
    }
}
