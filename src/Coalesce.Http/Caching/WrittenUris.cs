using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>What a write that did not fail takes away (RFC 9111, section 4.4): its own URI, and those of the same origin that its answer names.</summary>
/// <param name="Uri">Where it was sent.</param>
/// <param name="Last">Where redirects led it, which keep the method or have read what was made.</param>
/// <param name="Location">What <c>Location</c> names.</param>
/// <param name="ContentLocation">What <c>Content-Location</c> names.</param>
internal readonly record struct WrittenUris(string Uri, string? Last, string? Location, string? ContentLocation)
{
    public static WrittenUris Of(Uri uri, HttpResponseMessage response)
    {
        var last = response.RequestMessage?.RequestUri ?? uri;
        return new WrittenUris(
            UriText.Of(uri),
            ReferenceEquals(last, uri) || last == uri ? null : UriText.Of(last),
            Named(last, response.Headers.NonValidated.TryGetValues("Location", out var location) ? location.ToString() : null),
            Named(last, response.Content.Headers.NonValidated.TryGetValues("Content-Location", out var content) ? content.ToString() : null));
    }

    private static string? Named(Uri last, string? other) =>
        other is not null && System.Uri.TryCreate(last, other, out var named) && named.IsAbsoluteUri && UriParts.IsSameOrigin(last, named) ? UriText.Of(named) : null;
}
