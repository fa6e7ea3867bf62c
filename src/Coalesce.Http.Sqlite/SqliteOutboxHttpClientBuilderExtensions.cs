using Coalesce.Http.Broker;
using Coalesce.Http.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Gives a named or typed client an outbox in a SQLite file.</summary>
public static class SqliteOutboxHttpClientBuilderExtensions
{
    /// <summary>Keeps the client's outbox in a file. Several clients may use one file, and several processes of one machine.</summary>
    /// <param name="builder">A builder with a name, from <c>AddHttpClient</c>.</param>
    /// <param name="path">The file; see <see cref="SqliteOutboxOptions.Path"/>.</param>
    /// <param name="configure">Sets further options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">The builder has no name, or the client has a store already.</exception>
    /// <exception cref="ArgumentException">There is no path, or the key has another length than 32 bytes.</exception>
    public static IHttpClientBuilder UseSqliteOutbox(this IHttpClientBuilder builder, string path, Action<SqliteOutboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        if (string.IsNullOrEmpty(name))
            throw new InvalidOperationException("UseSqliteOutbox needs a client with a name, because entries are kept by it. Call it on AddHttpClient(\"name\") or AddHttpClient<TClient>() of each client, not on defaults.");
        if (builder.Services.Any(service => service.IsKeyedService && service.ServiceType == typeof(IOutboxStore) && Equals(service.ServiceKey, name)))
            throw new InvalidOperationException($"Client '{name}' already has an outbox store. Call one of UseSqliteOutbox, UseInMemoryOutbox and the like once a client.");
        var options = new SqliteOutboxOptions { Path = path };
        configure?.Invoke(options);
        options.Validate();
        builder.Services.TryAddSingleton<SqliteOutboxFiles>();
        builder.Services.AddKeyedSingleton<IOutboxStore>(name, (provider, _) => provider.GetRequiredService<SqliteOutboxFiles>().Get(options));
        return builder;
    }
}
