using System.Buffers;
using System.Text;

namespace Coalesce.Http.Broker.Messages;

/// <summary>The text of an absolute URI less its fragment, as <see cref="Uri.AbsoluteUri"/> gives it but with the host's name that is sent, without making .NET parse what plainly needs no parsing.</summary>
internal static class UriText
{
    private static readonly SearchValues<char> HostChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    // What stands in a path or query as it is. '%', '#', quotes and the like are left to the parser, and so are dots after a slash.
    private static readonly SearchValues<char> PlainChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/?=&+,:@;");

    public static string Of(Uri uri)
    {
        var text = uri.OriginalString;
        if (IsPlain(text)) return text;
        text = uri.AbsoluteUri;
        if (!Ascii.IsValid(text) && uri.HostNameType == UriHostNameType.Dns) text = WithHostAsSent(text, uri);
        // Asked of the Uri: where canonicalization is switched off there is no fragment, and a '#' goes to the server.
        return text.Contains('#') ? text[..^uri.Fragment.Length] : text;
    }

    /// <summary>A host of another script has two names, one of which is sent (RFC 5891). Nothing before it can be taken for it: that is escaped.</summary>
    private static string WithHostAsSent(string text, Uri uri)
    {
        var host = text.IndexOf(uri.Host, StringComparison.Ordinal);
        return host < 0 ? text : string.Concat(text.AsSpan(0, host), HostAsSent(uri), text.AsSpan(host + uri.Host.Length));
    }

    /// <summary>The host's name in ASCII; as it was written where it has none, such as <c>xn--ß</c>: no such request can be sent.</summary>
    public static string HostAsSent(Uri uri)
    {
        try
        {
            return uri.IdnHost;
        }
        catch (UriFormatException)
        {
            return uri.Host;
        }
    }

    /// <summary>Whether the text is its own canonical form. May say no where it is; never yes where it is not.</summary>
    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        var host = text.StartsWith("https://") ? text[8..] : text.StartsWith("http://") ? text[7..] : default;
        var slash = host.IndexOf('/');
        if (slash <= 0) return false;
        var rest = host[slash..];
        host = host[..slash];
        if (host.ContainsAnyExcept(HostChars) || host[0] == '.' || host.Contains("..", StringComparison.Ordinal)) return false;
        // A last label that begins with a digit may be an address in disguise.
        var label = host[(host.LastIndexOf('.') + 1)..];
        if (label.IsEmpty || !char.IsAsciiLetterLower(label[0])) return false;
        return !rest.ContainsAnyExcept(PlainChars) && !rest.Contains("/.", StringComparison.Ordinal);
    }
}
