using Coalesce.Http.Broker;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives a client with coalescing a store for its mutations.</summary>
public static class OutboxHttpClientBuilderExtensions
{
    /// <summary>Keeps mutations in memory: what is not delivered when the process ends is lost. For tests, and for apps that may lose it.</summary>
    /// <param name="builder">The builder that <c>AddCoalescing</c> returned.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The builder has no name, or the client has a store already.</exception>
    public static IHttpClientBuilder UseInMemoryOutbox(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        if (string.IsNullOrEmpty(name)) throw new InvalidOperationException("UseInMemoryOutbox needs a client with a name. Call it on AddHttpClient(\"name\").AddCoalescing(...).");
        if (builder.Services.Any(service => service.IsKeyedService && service.ServiceType == typeof(IOutboxStore) && Equals(service.ServiceKey, name)))
            throw new InvalidOperationException($"Client '{name}' already has a store for its outbox. Give it one only.");
        builder.Services.AddKeyedSingleton<IOutboxStore>(name, static (_, _) => new InMemoryOutboxStore());
        return builder;
    }
}
