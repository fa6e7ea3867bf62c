namespace Coalesce.Http.Sqlite;

/// <summary>A URI as text and back, so that the replay asks for the same, byte for byte.</summary>
internal static class UriText
{
    /// <summary>In front of one that .NET must take as it is. No absolute URI begins so.</summary>
    private const char Raw = '!';

    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Where canonicalization is switched off, '#' begins no fragment and goes to the server; the text alone would not say so.</summary>
    public static string Of(Uri uri)
    {
        var text = uri.AbsoluteUri;
        return text.Contains('#', StringComparison.Ordinal) && uri.Fragment.Length == 0 ? Raw + text : text;
    }

    public static Uri Parse(string text)
    {
        var raw = text.StartsWith(Raw);
        if (raw) text = text[1..];
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) throw new InvalidDataException("A URI is missing.");
        // One that .NET would write otherwise was made without canonicalization.
        return raw || uri.AbsoluteUri != text ? new Uri(text, AsItIs) : uri;
    }
}
