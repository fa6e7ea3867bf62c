namespace Coalesce.Http.Broker.Outbox;

/// <summary>Is told of each step of each entry. Must not throw.</summary>
internal interface IOutboxObserver
{
    void Told(OutboxStep step, OutboxEntry entry);

    /// <summary>The first mutation to an origin that is not the client's own: it is sent, and not kept.</summary>
    void Elsewhere(Uri uri);

    /// <summary>A replay begins; what this returns is disposed when it has its verdict.</summary>
    IDisposable? Replaying(OutboxEntry entry);

    /// <summary>The store cannot be used now, or something of the application's threw. The entry, if any, is kept.</summary>
    void Failed(string what, OutboxEntry? entry, Exception exception);
}
