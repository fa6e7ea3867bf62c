using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Superseding;

/// <summary>The supersede groups of one broker.</summary>
/// <remarks>
/// A group holds the members of one generation: requests with the same key, who join each other. A request with another key begins the next generation and recalls the
/// last (or is refused). One gate guards all; recalls are fired after it was let go.
/// </remarks>
internal sealed class SupersedeGroups
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SupersedeKey, List<SupersedeMember>> _groups = [];

    /// <summary>Takes a place in the group, and the older ones' place.</summary>
    /// <param name="key">The group.</param>
    /// <param name="request">The request's key.</param>
    /// <param name="uri">Where it goes.</param>
    /// <param name="mode">What it does to older requests.</param>
    /// <param name="superseded">The requests that it superseded.</param>
    /// <exception cref="RequestSupersededException">In <see cref="SupersedeMode.First"/>, an older request still runs.</exception>
    public SupersedeMember Enter(SupersedeKey key, RequestKey request, Uri uri, SupersedeMode mode, out IReadOnlyList<SupersedeMember> superseded)
    {
        var member = new SupersedeMember(key, request, uri);
        superseded = [];
        lock (_gate)
        {
            if (!_groups.TryGetValue(key, out var members))
            {
                _groups.Add(key, [member]);
                return member;
            }
            if (members[0].Request.Equals(request))
            {
                members.Add(member);
                return member;
            }
            if (mode == SupersedeMode.First) throw new RequestSupersededException("An older request of the group still runs, and the first is to finish (SupersedeMode.First).");
            superseded = members;
            _groups[key] = [member];
            if (mode == SupersedeMode.Follow) superseded = Leading(members, member);
        }
        foreach (var older in superseded) older.Recall.Fire(Superseded);
        return member;
    }

    /// <summary>Where a request that is to follow goes: to the newest of its group, which may be newer than the one that it was pointed to.</summary>
    /// <exception cref="RequestSupersededException">It cannot follow that one.</exception>
    public Uri NewestFor(SupersedeMember follower)
    {
        lock (_gate)
        {
            if (_groups.TryGetValue(follower.Group, out var members))
            {
                // The newest may well ask for what the follower asked for first.
                if (members[0].Request.Equals(follower.Request) || members[0].Request.DiffersInUriAlone(follower.Request)) return members[0].Uri;
                throw Superseded();
            }
            // All have ended.
            var newest = follower;
            while (newest.Successor is { } successor) newest = successor;
            return newest.Uri;
        }
    }

    /// <summary>Takes a place among the newest, for a request that follows. <see langword="null"/>: a newer one has come meanwhile.</summary>
    /// <param name="group">The group.</param>
    /// <param name="request">The key of the request as it is sent now.</param>
    /// <param name="uri">Where it goes now.</param>
    /// <param name="isAlone">Whether the newest has ended already.</param>
    public SupersedeMember? TryFollow(SupersedeKey group, RequestKey request, Uri uri, out bool isAlone)
    {
        var member = new SupersedeMember(group, request, uri);
        lock (_gate)
        {
            isAlone = !_groups.TryGetValue(group, out var members);
            if (isAlone) _groups.Add(group, [member]);
            else if (members![0].Request.Equals(request)) members.Add(member);
            else return null;
            return member;
        }
    }

    /// <summary>The head has come. False when the request is to follow a newer one instead.</summary>
    public bool TryKeepHead(SupersedeMember member)
    {
        lock (_gate) return member.HasHead = member.Successor is null;
    }

    /// <summary>The request needs no place any more. May be called more than once.</summary>
    public void Leave(SupersedeMember member)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(member.Group, out var members) || !members.Remove(member)) return;
            if (members.Count == 0) _groups.Remove(member.Group);
        }
    }

    private static RequestSupersededException Superseded() => new("A newer request of the group took this one's place.");

    /// <summary>Points those who can follow to the newer request. Who has its head already keeps its answer.</summary>
    private static List<SupersedeMember> Leading(List<SupersedeMember> members, SupersedeMember newer)
    {
        List<SupersedeMember> recalled = [];
        foreach (var member in members)
        {
            var canFollow = member.Request.DiffersInUriAlone(newer.Request);
            if (canFollow && member.HasHead) continue;
            if (canFollow) member.Successor = newer;
            recalled.Add(member);
        }
        return recalled;
    }
}
