namespace Coalesce.Http.Broker.Flights;

/// <summary>Where redirects below us ended.</summary>
/// <param name="Method">The method of the last request.</param>
/// <param name="Uri">Its URI.</param>
/// <param name="HasAuthorization">Whether it still carried one: redirects drop it.</param>
/// <param name="HasContent">Whether it still carried any: some redirects drop it.</param>
internal sealed record FlightTarget(HttpMethod Method, Uri Uri, bool HasAuthorization, bool HasContent)
{
    /// <summary>Leaves a caller's request as plain HttpClient would.</summary>
    public void ApplyTo(HttpRequestMessage request)
    {
        request.RequestUri = Uri;
        request.Method = Method;
        if (!HasAuthorization) request.Headers.Authorization = null;
        if (!HasContent) request.Content = null;
    }

    /// <summary>The target that the wire answered for, or <see langword="null"/> where it is the one that was asked.</summary>
    public static FlightTarget? Of(HttpResponseMessage response, HttpRequestMessage sent, Uri asked, HttpMethod method)
    {
        sent = response.RequestMessage ?? sent;
        return sent.RequestUri is null || (ReferenceEquals(sent.RequestUri, asked) && sent.Method == method)
            ? null
            : new FlightTarget(sent.Method, sent.RequestUri, sent.Headers.NonValidated.Contains("Authorization"), sent.Content is not null);
    }
}
