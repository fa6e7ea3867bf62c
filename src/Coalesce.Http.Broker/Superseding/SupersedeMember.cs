using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Superseding;

/// <summary>One request's place in a supersede group, from its hand-over until its body has ended.</summary>
internal sealed class SupersedeMember(SupersedeKey group, RequestKey request, Uri uri)
{
    /// <summary>Takes the request back.</summary>
    public Recall Recall { get; } = new();

    public SupersedeKey Group => group;

    public RequestKey Request => request;

    /// <summary>Where it goes.</summary>
    public Uri Uri => uri;

    /// <summary>In <see cref="SupersedeMode.Follow"/>: the newer request, when this one is to follow it. Set before the recall fires.</summary>
    public SupersedeMember? Successor { get; set; }

    /// <summary>Its head has come: it can be taken back, but not follow any more. Guarded by the gate of the groups.</summary>
    public bool HasHead { get; set; }
}
