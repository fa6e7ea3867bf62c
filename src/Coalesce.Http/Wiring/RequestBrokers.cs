using System.Collections;
using Coalesce.Http.Broker;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http;

/// <summary>The brokers of a container.</summary>
internal sealed class RequestBrokers(IEnumerable<CoalescingClientName> names, IServiceProvider provider) : IRequestBrokers
{
    private readonly List<string> _names = names.Select(name => name.Value).ToList();

    public int Count => _names.Count;

    public IRequestBroker this[string name] => _names.Contains(name)
        ? provider.GetRequiredKeyedService<IRequestBroker>(name)
        : throw new KeyNotFoundException($"No client '{name}' was registered with AddCoalescing. There are: {string.Join(", ", _names)}.");

    public IEnumerator<IRequestBroker> GetEnumerator() => _names.Select(name => this[name]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
