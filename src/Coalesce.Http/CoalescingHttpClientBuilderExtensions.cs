using Coalesce.Http;
using Coalesce.Http.Broker;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers coalescing on a named or typed client.</summary>
public static class CoalescingHttpClientBuilderExtensions
{
    /// <summary>
    /// Puts a broker between the client and the wire. Handlers added before this stand outside of the chain, once a caller; handlers added after it, such as
    /// authentication and resilience, stand inside, once a send.
    /// </summary>
    /// <param name="builder">A builder with a name, from <c>AddHttpClient</c>.</param>
    /// <param name="configure">Sets the options. Wrong ones fail when the host starts, or at the first use of the client.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The builder has no name, or the client was given coalescing before.</exception>
    public static IHttpClientBuilder AddCoalescing(this IHttpClientBuilder builder, Action<CoalescingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Register(builder);
        if (configure is not null) builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Puts a broker between the client and the wire, with options from configuration.</summary>
    /// <param name="builder">A builder with a name, from <c>AddHttpClient</c>.</param>
    /// <param name="section">
    /// The section that holds the options, named as the properties of <see cref="CoalescingOptions"/>. Routes are an object with a route as each key, or, for routes with a
    /// colon, an array whose items name theirs in <c>Route</c>.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The builder has no name, or the client was given coalescing before.</exception>
    public static IHttpClientBuilder AddCoalescing(this IHttpClientBuilder builder, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        Register(builder);
        builder.Services.Configure<CoalescingOptions>(builder.Name, options => CoalescingConfiguration.Bind(section, options));
        return builder;
    }

    private static void Register(IHttpClientBuilder builder)
    {
        var name = builder.Name;
        if (string.IsNullOrEmpty(name))
            throw new InvalidOperationException("AddCoalescing needs a client with a name, because state is kept by it. Call it on AddHttpClient(\"name\") or AddHttpClient<TClient>() of each client, not on defaults.");
        var services = builder.Services;
        if (services.Any(service => service.IsKeyedService && service.ServiceType == typeof(CoalescingClient) && Equals(service.ServiceKey, name)))
            throw new InvalidOperationException($"Client '{name}' already has coalescing. Call AddCoalescing once a client, with all options.");
        services.AddKeyedSingleton(name, static (provider, key) => CreateClient(provider, (string)key!));
        services.AddKeyedSingleton<IRequestBroker>(name, static (provider, key) => provider.GetRequiredKeyedService<CoalescingClient>(key).Broker);
        services.AddSingleton(new CoalescingClientName(name));
        services.TryAddSingleton<IRequestBrokers, RequestBrokers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CoalescingOptions>, CoalescingOptionsValidator>());
        services.AddOptions<CoalescingOptions>(name).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxService>());
        // The first filter runs last, so that nothing comes between its handlers and the wire.
        if (!services.Any(service => service.ImplementationType == typeof(InnerChainFilter)))
            services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, InnerChainFilter>());
        builder.ConfigureAdditionalHttpMessageHandlers((handlers, provider) =>
        {
            var client = provider.GetRequiredKeyedService<CoalescingClient>(name);
            foreach (var handler in OuterChain.Create(client)) handlers.Add(handler);
            client.Broker.Mutations?.Start(); // where no host does
        });
    }

    private static CoalescingClient CreateClient(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<CoalescingOptions>>().Get(name);
        var client = new CoalescingClient(name, options, provider.GetService<TimeProvider>(), provider.GetService<ILoggerFactory>(), provider.GetService<IDistributedCache>());
        if (provider.GetKeyedService<IOutboxStore>(name) is { } store)
            client.KeepIn(store, new FactoryReplayClient(provider.GetRequiredService<IHttpClientFactory>(), name));
        return client;
    }
}
