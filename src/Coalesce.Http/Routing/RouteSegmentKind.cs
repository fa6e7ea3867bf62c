namespace Coalesce.Http;

/// <summary>What a segment of a route matches; the smaller beats the greater.</summary>
internal enum RouteSegmentKind
{
    /// <summary>Itself.</summary>
    Literal,

    /// <summary>Any one segment that is not empty.</summary>
    Parameter,

    /// <summary>All that is left, also nothing.</summary>
    Rest,
}
