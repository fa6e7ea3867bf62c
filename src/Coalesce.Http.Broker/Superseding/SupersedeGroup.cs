using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Superseding;

/// <summary>The requests that run under one key: those of the newest generation, who ask for the same and join each other. Guarded by the gate of <see cref="SupersedeGroups"/>.</summary>
internal sealed class SupersedeGroup(SupersedeTrail trail)
{
    public SupersedeTrail Trail => trail;

    public List<SupersedeMember> Members { get; private set; } = [];

    /// <summary>Begins the next generation.</summary>
    public SupersedeMember Renew(RequestKey request, Uri uri)
    {
        trail.Lead(request, uri);
        Members = [];
        return Add(request, uri);
    }

    /// <summary>Joins the newest.</summary>
    public SupersedeMember Add(RequestKey request, Uri uri)
    {
        var member = new SupersedeMember(trail, request, uri);
        Members.Add(member);
        return member;
    }
}
