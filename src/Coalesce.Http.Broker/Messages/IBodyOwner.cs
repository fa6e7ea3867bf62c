namespace Coalesce.Http.Broker.Messages;

/// <summary>Is told, outside of all gates, what becomes of a shared body.</summary>
internal interface IBodyOwner
{
    /// <summary>The wire has given all it had, or failed.</summary>
    /// <param name="failure">Why it failed, or <see langword="null"/> at a proper end.</param>
    void BodyEnded(Exception? failure);
}
