using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Coalesce.Http.Benchmarks;

/// <summary>A real server on a free loopback port: reads what it is sent, and says 200.</summary>
internal sealed class LoopbackOrigin : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackOrigin(WebApplication app) => _app = app;

    public Uri Address => new(((IApplicationBuilder)_app).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<LoopbackOrigin> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(static context => context.Request.Body.CopyToAsync(Stream.Null));
        await app.StartAsync();
        return new LoopbackOrigin(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
