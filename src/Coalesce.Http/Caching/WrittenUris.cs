using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>What a write that did not fail takes away (RFC 9111, section 4.4): its own URI, and those of the same origin that its answer names.</summary>
/// <param name="Uri">Where it went.</param>
/// <param name="Location">What <c>Location</c> names.</param>
/// <param name="ContentLocation">What <c>Content-Location</c> names.</param>
internal readonly record struct WrittenUris(string Uri, string? Location, string? ContentLocation)
{
    public static WrittenUris Of(Uri uri, HttpResponseMessage response) => new(
        UriText.Of(uri),
        Named(uri, response.Headers.NonValidated.TryGetValues("Location", out var location) ? location.ToString() : null),
        Named(uri, response.Content.Headers.NonValidated.TryGetValues("Content-Location", out var content) ? content.ToString() : null));

    private static string? Named(Uri uri, string? other) =>
        other is not null && System.Uri.TryCreate(uri, other, out var named) && named.IsAbsoluteUri && UriParts.IsSameOrigin(uri, named) ? UriText.Of(named) : null;
}
