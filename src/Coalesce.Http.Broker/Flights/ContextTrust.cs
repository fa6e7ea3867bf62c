using System.Collections.Concurrent;

namespace Coalesce.Http.Broker.Flights;

/// <summary>
/// Whether what is sent is what the key says. Once a handler further in was seen to add something to requests for an authority, requests for it without a partition are
/// not shared for the life of the broker: what it adds may stand for a user.
/// </summary>
internal sealed class ContextTrust
{
    private readonly ConcurrentDictionary<string, bool> _exposed = new(StringComparer.OrdinalIgnoreCase);
    private volatile bool _isGuardMissing;
    private volatile bool _isAnyExposed; // a look at the map costs every request more than this

    /// <summary>True the first time only.</summary>
    public bool Expose(Uri uri)
    {
        var isNew = _exposed.TryAdd(uri.Authority, true);
        _isAnyExposed = true;
        return isNew;
    }

    /// <summary>No guard could be put next to the wire, or something stands below it. True the first time only.</summary>
    public bool MissGuard()
    {
        if (_isGuardMissing) return false;
        return _isGuardMissing = true;
    }

    public bool Trusts(Uri uri) => !_isGuardMissing && (!_isAnyExposed || !_exposed.ContainsKey(uri.Authority));
}
