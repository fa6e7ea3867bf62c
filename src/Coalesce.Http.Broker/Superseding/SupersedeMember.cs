using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Superseding;

/// <summary>One request's place in a supersede group, from its hand-over until its body has ended.</summary>
internal sealed class SupersedeMember(SupersedeTrail trail, RequestKey request, Uri uri)
{
    /// <summary>Takes the request back.</summary>
    public Recall Recall { get; } = new();

    public SupersedeTrail Trail => trail;

    public RequestKey Request => request;

    /// <summary>Where it goes.</summary>
    public Uri Uri => uri;

    /// <summary>In <see cref="SupersedeMode.Follow"/>: it is to get the newest's answer. Set, under the gate of the groups, before the recall fires.</summary>
    public bool IsToFollow { get; set; }

    /// <summary>Its head has come: it can be taken back, but not follow any more. Guarded by the gate of the groups.</summary>
    public bool HasHead { get; set; }
}
