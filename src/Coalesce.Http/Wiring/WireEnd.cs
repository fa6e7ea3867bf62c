using System.Diagnostics;
using System.Net;

namespace Coalesce.Http;

/// <summary>What the last handler before the wire, the one that delegates to nobody, does below everything of ours.</summary>
internal sealed class WireEnd
{
    private static readonly string[] Schemes = ["Basic", "Digest", "NTLM", "Negotiate", "Kerberos"];
    private readonly CookieContainer? _cookies;
    private readonly ICredentials? _credentials;

    private WireEnd()
    {
    }

    private WireEnd(CookieContainer? cookies, ICredentials? credentials)
    {
        _cookies = cookies;
        _credentials = credentials;
        Distrust = DistrustOf(credentials);
    }

    /// <summary>Whether it is one of .NET's own, of which we know what they add.</summary>
    public bool IsKnown { get; private init; }

    /// <summary>Why requests through it cannot be told apart by us, or <see langword="null"/>.</summary>
    public string? Distrust { get; private init; }

    /// <summary>Whether what it adds depends on the URI, so that a hop of a redirect may carry what the key of the first URI does not have.</summary>
    public bool AddsByUri => _cookies is { Count: > 0 } || _credentials is CredentialCache;

    public static WireEnd Of(HttpMessageHandler handler) => handler switch
    {
        IChain => new WireEnd { Distrust = "the primary handler is a whole chain, which sends requests of its own making" },
        DelegatingHandler => new WireEnd { Distrust = $"{handler.GetType().Name} stands between the broker's guard and the wire" },
        SocketsHttpHandler sockets => new WireEnd(sockets.UseCookies ? sockets.CookieContainer : null, sockets.Credentials)
        {
            IsKnown = IsKnownPropagator(sockets.ActivityHeadersPropagator),
        },
        // A class derived from HttpClientHandler may add anything: it is known by its cookies only.
        HttpClientHandler client => new WireEnd(client.UseCookies ? client.CookieContainer : null, client.Credentials)
        {
            IsKnown = client.GetType() == typeof(HttpClientHandler) && IsKnownPropagator(DistributedContextPropagator.Current),
        },
        _ => new WireEnd(),
    };

    /// <summary>The Cookie header that it will write, and the credentials that it will give when asked; <see langword="null"/> when there are none.</summary>
    public string? CookiesFor(Uri uri)
    {
        var header = _cookies is null || _cookies.Count == 0 ? "" : _cookies.GetCookieHeader(uri);
        if (_credentials is not null) header = string.Concat(header, "\n", CredentialsFor(uri));
        return header.Length == 0 ? null : header;
    }

    /// <summary>Fixed credentials are the same for every request, until the app puts another user's in their place.</summary>
    private string CredentialsFor(Uri uri) => string.Join('\n', Schemes.Select(scheme =>
        _credentials!.GetCredential(uri, scheme) is { } one ? $"{one.Domain}\n{one.UserName}\n{one.Password}" : ""));

    // By the very type: a class derived from these may choose by the user of the moment, and so do the default credentials, which are those of whoever is
    // impersonated.
    private static string? DistrustOf(ICredentials? credentials) => credentials is null || IsFixed(credentials)
        ? null
        : $"the primary handler's Credentials are a {credentials.GetType().Name}, which may choose by the user";

    private static bool IsFixed(ICredentials credentials) => credentials.GetType() == typeof(NetworkCredential)
        || (credentials.GetType() == typeof(CredentialCache) && ((CredentialCache)credentials).Cast<NetworkCredential>().All(IsFixed));

    /// <summary>.NET's own write what is left out of every key; another's may write a tenant from the ambient context.</summary>
    private static bool IsKnownPropagator(DistributedContextPropagator? propagator) =>
        propagator is null || propagator.GetType().Assembly == typeof(DistributedContextPropagator).Assembly;
}
