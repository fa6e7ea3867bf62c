using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>What an unsafe request may have changed.</summary>
internal readonly struct WriteTarget
{
    private readonly string _origin;
    private readonly string _path;
    private readonly Partition _partition;
    private readonly ForgetScope _scope;

    public WriteTarget(Uri uri, in Partition partition, ForgetScope scope)
    {
        var text = UriText.Of(uri).AsSpan();
        var target = UriParts.Of(text);
        _origin = text[..target.OriginLength].ToString();
        _path = text[target.OriginLength..target.PathEnd].ToString();
        _partition = partition;
        _scope = scope;
    }

    /// <summary>Reads of the same path in every partition; of the same origin (or below the path) in the same one, or in any if it is not known whose write it is.</summary>
    public bool Outdates(RequestKey read)
    {
        var uri = read.Uri.AsSpan();
        var parts = UriParts.Of(uri);
        if (!IsOrigin(uri[..parts.OriginLength])) return false;
        var path = uri[parts.OriginLength..parts.PathEnd];
        if (path.SequenceEqual(_path)) return true;
        if (_scope == ForgetScope.Uri || (_partition.IsKnown && read.Partition != _partition)) return false;
        return _scope == ForgetScope.Origin || path.StartsWith(_path, StringComparison.Ordinal);
    }

    /// <summary>Same scheme, host and port: a user name in the URI makes no other origin.</summary>
    private bool IsOrigin(ReadOnlySpan<char> other)
    {
        if (other.SequenceEqual(_origin)) return true;
        var (ours, theirs) = (UriParts.HostOf(_origin), UriParts.HostOf(other));
        return _origin.AsSpan(0, _origin.IndexOf(':')).SequenceEqual(other[..other.IndexOf(':')]) && _origin.AsSpan(ours).SequenceEqual(other[theirs..]);
    }
}
