namespace Coalesce.Http.Broker.Messages;

/// <summary>What in a request's own headers keeps it from being shared.</summary>
internal enum SharingBar
{
    None,

    /// <summary>It asks for an upgrade or for a stream of events.</summary>
    Kind,

    /// <summary>It says <c>Cache-Control: no-store</c>.</summary>
    NoStore,
}
