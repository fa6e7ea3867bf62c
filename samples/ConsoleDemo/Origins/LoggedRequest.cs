namespace ConsoleDemo.Origins;

/// <summary>One request as the origin saw it.</summary>
internal sealed class LoggedRequest(string id, string method, string url, TimeSpan arrived)
{
    /// <summary>The <c>X-Request-ID</c> of the caller whose request went out; empty without one.</summary>
    public string Id => id;

    public string Method => method;

    /// <summary>Scheme, authority, path and query, as they came over the wire.</summary>
    public string Url => url;

    public TimeSpan Arrived => arrived;

    /// <summary>
    /// When the last byte was about to be written, or the request was aborted. Noted before that byte leaves, so that a caller
    /// who then asks again never seems to overlap with its own former request.
    /// </summary>
    public TimeSpan? Ended { get; set; }

    public bool Aborted { get; set; }

    public int Status { get; set; }

    /// <summary>How many body bytes were written.</summary>
    public long Bytes { get; set; }

    public string PathAndQuery => new Uri(url).PathAndQuery;
}
