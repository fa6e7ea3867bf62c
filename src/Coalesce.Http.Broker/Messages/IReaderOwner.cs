namespace Coalesce.Http.Broker.Messages;

/// <summary>Is told, outside of all gates, that its reader of a shared body needs it no more.</summary>
internal interface IReaderOwner
{
    void ReaderLeft();
}
