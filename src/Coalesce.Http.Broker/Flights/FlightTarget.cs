namespace Coalesce.Http.Broker.Flights;

/// <summary>Where redirects below us ended.</summary>
internal sealed record FlightTarget(HttpMethod Method, Uri Uri)
{
    /// <summary>The target that the wire answered for, or <see langword="null"/> where it is the one that was asked.</summary>
    public static FlightTarget? Of(HttpResponseMessage response, HttpRequestMessage sent, Uri asked, HttpMethod method)
    {
        sent = response.RequestMessage ?? sent;
        return sent.RequestUri is null || (ReferenceEquals(sent.RequestUri, asked) && sent.Method == method)
            ? null
            : new FlightTarget(sent.Method, sent.RequestUri);
    }
}
