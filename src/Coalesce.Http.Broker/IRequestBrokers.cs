namespace Coalesce.Http.Broker;

/// <summary>The brokers of all clients that were registered with <c>AddCoalescing</c>, in the order of registration.</summary>
public interface IRequestBrokers : IReadOnlyCollection<IRequestBroker>
{
    /// <summary>The broker of one client.</summary>
    /// <param name="name">The name of the client.</param>
    /// <exception cref="KeyNotFoundException">No client of that name was registered with <c>AddCoalescing</c>.</exception>
    IRequestBroker this[string name] { get; }
}
