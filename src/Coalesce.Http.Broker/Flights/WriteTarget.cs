using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>What an unsafe request may have changed.</summary>
internal readonly struct WriteTarget
{
    private readonly string _scheme;
    private readonly string _host;
    private readonly string _path;
    private readonly Partition _partition;
    private readonly ForgetScope _scope;

    public WriteTarget(Uri uri, in Partition partition, ForgetScope scope)
    {
        var text = UriText.Of(uri).AsSpan();
        var target = UriParts.Of(text);
        _scheme = text[..target.AuthorityStart].ToString();
        _host = text[target.HostStart(text)..target.OriginLength].ToString();
        _path = text[target.OriginLength..target.PathEnd].ToString();
        _partition = partition;
        _scope = scope;
    }

    /// <summary>Reads of the same path in every partition; of the same origin (or below the path) in the same one, or in any if it is not known whose write it is.</summary>
    public bool Outdates(RequestKey read)
    {
        var uri = read.Uri.AsSpan();
        if (!uri.StartsWith(_scheme, StringComparison.Ordinal)) return false;
        var parts = UriParts.Of(uri);
        // A user name before the host is not sent, so it makes no other origin.
        if (!uri[parts.HostStart(uri)..parts.OriginLength].SequenceEqual(_host)) return false;
        var path = uri[parts.OriginLength..parts.PathEnd];
        if (path.SequenceEqual(_path)) return true;
        if (_scope == ForgetScope.Uri || (_partition.IsKnown && read.Partition != _partition)) return false;
        return _scope == ForgetScope.Origin || path.StartsWith(_path, StringComparison.Ordinal);
    }
}
