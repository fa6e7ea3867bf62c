namespace Coalesce.Http.Broker.Messages;

/// <summary>Gets a body as it is read from the wire, piece by piece, from one thread at a time. Must not throw.</summary>
internal interface IBodySink
{
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>The wire has given all it had. Where it fails, or nobody reads on, this is never called.</summary>
    void End();
}
