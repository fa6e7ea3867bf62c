using System.Net;

namespace Coalesce.Http;

/// <summary>What the last handler before the wire, the one that delegates to nobody, does below everything of ours.</summary>
internal sealed class WireEnd
{
    private CookieContainer? _cookies;

    /// <summary>Whether it is one of .NET's own, of which we know what they add.</summary>
    public bool IsKnown { get; private init; }

    /// <summary>Why requests through it cannot be told apart by us, or <see langword="null"/>.</summary>
    public string? Distrust { get; private init; }

    public static WireEnd Of(HttpMessageHandler handler) => handler switch
    {
        IChain => new WireEnd { Distrust = "the primary handler is a whole chain, which sends requests of its own making" },
        DelegatingHandler => new WireEnd { Distrust = $"{handler.GetType().Name} stands between the broker's guard and the wire" },
        SocketsHttpHandler sockets => new WireEnd
        {
            IsKnown = true,
            _cookies = sockets.UseCookies ? sockets.CookieContainer : null,
            Distrust = DistrustOf(sockets.Credentials),
        },
        // A class derived from HttpClientHandler may add anything: it is known by its cookies only.
        HttpClientHandler client => new WireEnd
        {
            IsKnown = client.GetType() == typeof(HttpClientHandler),
            _cookies = client.UseCookies ? client.CookieContainer : null,
            Distrust = DistrustOf(client.Credentials),
        },
        _ => new WireEnd(),
    };

    /// <summary>The Cookie header it will write, or <see langword="null"/>.</summary>
    public string? CookiesFor(HttpRequestMessage request)
    {
        if (_cookies is null || _cookies.Count == 0) return null;
        var header = _cookies.GetCookieHeader(request.RequestUri!);
        return header.Length == 0 ? null : header;
    }

    // Fixed credentials are the same for every request; anything else may choose by the user of the moment: so do derived classes, and the default
    // credentials, which are those of whoever is impersonated.
    private static string? DistrustOf(ICredentials? credentials) => credentials is null || IsFixed(credentials)
        ? null
        : $"the primary handler's Credentials are a {credentials.GetType().Name}, which may choose by the user";

    private static bool IsFixed(ICredentials credentials) => credentials.GetType() == typeof(NetworkCredential)
        || (credentials.GetType() == typeof(CredentialCache) && ((CredentialCache)credentials).Cast<NetworkCredential>().All(IsFixed));
}
