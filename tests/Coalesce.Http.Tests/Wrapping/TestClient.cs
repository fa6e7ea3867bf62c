using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Tests.Wrapping;

/// <summary>A named client out of a real service provider, with what it logged.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    public const string Name = "api";

    private readonly ServiceProvider _services;

    /// <param name="build">Adds the handlers, in the order under test.</param>
    /// <param name="baseAddress">Where the client goes.</param>
    /// <param name="more">Adds further services.</param>
    public TestClient(Action<IHttpClientBuilder> build, Uri? baseAddress = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug));
        more?.Invoke(services);
        build(services.AddHttpClient(Name, client => client.BaseAddress = baseAddress ?? new Uri("http://stub/")));
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }

    public LogRecorder Log { get; } = new();

    public IServiceProvider Services => _services;

    public HttpClient Create() => _services.GetRequiredService<IHttpClientFactory>().CreateClient(Name);

    public IRequestBroker Broker => _services.GetRequiredKeyedService<IRequestBroker>(Name);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
