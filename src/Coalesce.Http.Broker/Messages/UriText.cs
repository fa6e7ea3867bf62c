using System.Buffers;

namespace Coalesce.Http.Broker.Messages;

/// <summary>The text of an absolute URI less its fragment, as <see cref="Uri.AbsoluteUri"/> gives it, without making .NET parse what plainly needs no parsing.</summary>
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
        // Asked of the Uri: where canonicalization is switched off there is no fragment, and a '#' goes to the server.
        return text.Contains('#') ? text[..^uri.Fragment.Length] : text;
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
