namespace Coalesce.Http.Broker.Messages;

/// <summary>Is told, outside of the teller's gate, that a <see cref="Demand"/> has changed.</summary>
internal interface IDemandListener
{
    /// <param name="subject">What the listener named when it began to listen.</param>
    void DemandChanged(object subject);
}
