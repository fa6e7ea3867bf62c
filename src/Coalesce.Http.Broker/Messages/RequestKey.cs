namespace Coalesce.Http.Broker.Messages;

/// <summary>
/// What makes two requests identical: method, URI, partition, version, and all headers but those left out, compared in full. Also
/// holds the left-out headers of the request it was made of, so that the request can be written down again from it.
/// </summary>
internal sealed class RequestKey : IEquatable<RequestKey>
{
    private readonly HeaderField[] _fields; // in the key, then left out, then of the content
    private readonly int _keyed;
    private readonly int _own;
    private readonly int _hash;

    public RequestKey(in RequestProbe probe)
    {
        Method = probe.Request.Method;
        Uri = probe.Uri;
        Version = probe.Request.Version;
        VersionPolicy = probe.Request.VersionPolicy;
        Partition = probe.Partition;
        Cookies = probe.Cookies;
        BodyHash = probe.BodyHash;
        _hash = probe.Hash;
        var own = probe.Request.Headers.NonValidated;
        var content = probe.ContentHeaders?.NonValidated;
        _own = own.Count;
        var count = _own + (content?.Count ?? 0);
        _fields = count == 0 ? [] : new HeaderField[count];
        var leftOut = _own;
        foreach (var (name, values) in own)
        {
            var field = new HeaderField(name, values);
            if (probe.Rules.IsLeftOut(name)) _fields[--leftOut] = field;
            else _fields[_keyed++] = field;
        }
        if (content is not { } contentHeaders) return;
        var i = _own;
        foreach (var (name, values) in contentHeaders) _fields[i++] = new HeaderField(name, values);
    }

    public HttpMethod Method { get; }

    public string Uri { get; }

    public Version Version { get; }

    public HttpVersionPolicy VersionPolicy { get; }

    public Partition Partition { get; }

    public string? Cookies { get; }

    public byte[]? BodyHash { get; }

    /// <summary>The headers that take part in the comparison.</summary>
    public ReadOnlySpan<HeaderField> Keyed => _fields.AsSpan(0, _keyed);

    /// <summary>All headers of the request, those left out among them.</summary>
    public ReadOnlySpan<HeaderField> Headers => _fields.AsSpan(0, _own);

    public ReadOnlySpan<HeaderField> LeftOut => _fields.AsSpan(_keyed, _own - _keyed);

    public ReadOnlySpan<HeaderField> ContentHeaders => _fields.AsSpan(_own);

    public bool Equals(RequestKey? other)
    {
        if (ReferenceEquals(this, other)) return true;
        return other is not null && _hash == other._hash && HasSameTarget(other.Method, other.Uri, other.Version, other.VersionPolicy)
            && HasSameRest(other);
    }

    /// <summary>Whether a key made of the probe would be equal to this one.</summary>
    public bool Equals(in RequestProbe probe)
    {
        var request = probe.Request;
        if (_hash != probe.Hash || !HasSameTarget(request.Method, probe.Uri, request.Version, request.VersionPolicy)
            || Partition != probe.Partition || Cookies != probe.Cookies || !BodyHash.AsSpan().SequenceEqual(probe.BodyHash)) return false;
        var content = probe.ContentHeaders?.NonValidated;
        if (ContentHeaders.Length != (content?.Count ?? 0)) return false;
        if (content is { } contentHeaders && !HeaderComparison.HasAll(ContentHeaders, contentHeaders)) return false;
        return HeaderComparison.IsSame(Keyed, request.Headers.NonValidated, probe.Rules);
    }

    /// <summary>Whether the other asks for another URI and is the same in everything else.</summary>
    public bool DiffersInUriAlone(RequestKey other) =>
        Uri != other.Uri && HasSameTarget(other.Method, Uri, other.Version, other.VersionPolicy) && HasSameRest(other);

    /// <summary>Whether the request has the same values in the named headers, which are left out of the comparison otherwise.</summary>
    public bool HasSameLeftOut(IReadOnlyList<string> names, HttpRequestMessage request)
    {
        foreach (var name in names)
        {
            var at = HeaderComparison.Find(LeftOut, name, hint: 0);
            var has = request.Headers.NonValidated.TryGetValues(name, out var values);
            if (at < 0 ? has : !has || !LeftOut[at].HasValues(values)) return false;
        }
        return true;
    }

    /// <summary>Makes the request again what it was when the key was made of it, but for its URI.</summary>
    public void Restore(HttpRequestMessage request, HttpContent? content)
    {
        request.Content = content;
        request.Method = Method;
        request.Version = Version;
        request.VersionPolicy = VersionPolicy;
        request.Headers.Clear();
        foreach (var field in Headers) field.AddTo(request.Headers);
        if (content is null) return;
        content.Headers.Clear();
        foreach (var field in ContentHeaders) field.AddTo(content.Headers);
    }

    public override bool Equals(object? obj) => Equals(obj as RequestKey);

    public override int GetHashCode() => _hash;

    private bool HasSameTarget(HttpMethod method, string uri, Version version, HttpVersionPolicy policy) =>
        Method == method && Uri == uri && Version == version && VersionPolicy == policy;

    private bool HasSameRest(RequestKey other) =>
        Partition == other.Partition && Cookies == other.Cookies && BodyHash.AsSpan().SequenceEqual(other.BodyHash)
        && HasSame(Keyed, other.Keyed) && HasSame(ContentHeaders, other.ContentHeaders);

    private static bool HasSame(ReadOnlySpan<HeaderField> ours, ReadOnlySpan<HeaderField> theirs)
    {
        if (ours.Length != theirs.Length) return false;
        foreach (var field in theirs)
        {
            var at = HeaderComparison.Find(ours, field.Name, hint: 0);
            if (at < 0 || !ours[at].HasValues(field)) return false;
        }
        return true;
    }
}
