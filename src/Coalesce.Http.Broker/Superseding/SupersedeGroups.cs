using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Superseding;

/// <summary>The supersede groups of one broker.</summary>
/// <remarks>
/// A request with another key begins its group's next generation and recalls the last (or is refused). One gate guards all; recalls are fired after it was let go.
/// A group is listed while it has members. Who follows finds the newest and takes a place there in one step, also when all have ended meanwhile.
/// </remarks>
internal sealed class SupersedeGroups
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SupersedeKey, SupersedeGroup> _groups = [];

    /// <summary>Takes a place in the group, and the older ones' place.</summary>
    /// <param name="key">The group.</param>
    /// <param name="request">The request's key.</param>
    /// <param name="uri">Where it goes.</param>
    /// <param name="mode">What it does to older requests.</param>
    /// <param name="superseded">The requests that it superseded.</param>
    /// <exception cref="RequestSupersededException">In <see cref="SupersedeMode.First"/>, an older request still runs.</exception>
    public SupersedeMember Enter(SupersedeKey key, RequestKey request, Uri uri, SupersedeMode mode, out IReadOnlyList<SupersedeMember> superseded)
    {
        SupersedeMember member;
        superseded = [];
        lock (_gate)
        {
            if (!_groups.TryGetValue(key, out var group))
            {
                _groups.Add(key, group = new SupersedeGroup(new SupersedeTrail(key)));
                return group.Renew(request, uri);
            }
            if (group.Trail.Newest.Equals(request)) return group.Add(request, uri);
            if (mode == SupersedeMode.First) throw new RequestSupersededException("An older request of the group still runs, and the first is to finish (SupersedeMode.First).");
            superseded = mode == SupersedeMode.Follow ? Leading(group.Members, request) : group.Members;
            member = group.Renew(request, uri);
        }
        foreach (var older in superseded) older.Recall.Fire(Superseded);
        return member;
    }

    /// <summary>Takes a place beside the newest, which may be newer than the request that took the follower's place.</summary>
    /// <param name="follower">The request's last place.</param>
    /// <param name="isAlone">Whether the newest has ended already.</param>
    /// <exception cref="RequestSupersededException">It cannot follow that one.</exception>
    public SupersedeMember Follow(SupersedeMember follower, out bool isAlone)
    {
        lock (_gate)
        {
            isAlone = !_groups.TryGetValue(follower.Trail.Key, out var group);
            var trail = group?.Trail ?? follower.Trail;
            // The newest may well ask for what the follower asked for first.
            if (!trail.Newest.Equals(follower.Request) && !trail.Newest.DiffersInUriAlone(follower.Request)) throw Superseded();
            if (group is null) _groups.Add(trail.Key, group = new SupersedeGroup(trail));
            return group.Add(trail.Newest, trail.Uri);
        }
    }

    /// <summary>The head has come. False when the request is to follow a newer one instead.</summary>
    public bool TryKeepHead(SupersedeMember member)
    {
        lock (_gate) return member.HasHead = !member.IsToFollow;
    }

    /// <summary>The request needs no place any more. May be called more than once.</summary>
    public void Leave(SupersedeMember member)
    {
        lock (_gate)
        {
            // One of an older generation is not among the members.
            if (_groups.TryGetValue(member.Trail.Key, out var group) && group.Members.Remove(member) && group.Members.Count == 0) _groups.Remove(member.Trail.Key);
        }
    }

    private static RequestSupersededException Superseded() => new("A newer request of the group took this one's place.");

    /// <summary>Tells those who can to follow the newer request. Who has its head already keeps its answer.</summary>
    private static List<SupersedeMember> Leading(List<SupersedeMember> members, RequestKey newer)
    {
        List<SupersedeMember> recalled = [];
        foreach (var member in members)
        {
            var canFollow = member.Request.DiffersInUriAlone(newer);
            if (canFollow && member.HasHead) continue;
            member.IsToFollow = canFollow;
            recalled.Add(member);
        }
        return recalled;
    }
}
