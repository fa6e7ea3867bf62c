namespace Coalesce.Http.Broker;

/// <summary>Which reads an unsafe request (POST, PUT, PATCH, DELETE) makes outdated, besides those of its own path.</summary>
public enum ForgetScope
{
    /// <summary>All reads of the same origin and partition. The default, and the only safe one for an API you do not know.</summary>
    Origin,

    /// <summary>Reads of the same origin and partition whose path begins with the path of the write.</summary>
    PathPrefix,

    /// <summary>Only reads of the same path, with any query.</summary>
    Uri,
}
