using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Coalesce.Http;

/// <summary>In a host: begins to replay once the app has started, and ends before it stops. Where there is none, a client's chain begins it.</summary>
internal sealed class OutboxService(IEnumerable<CoalescingClientName> names, IServiceProvider provider) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var name in names) provider.GetRequiredKeyedService<CoalescingClient>(name.Value).Broker.Mutations?.Start();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            if (provider.GetRequiredKeyedService<CoalescingClient>(name.Value).Broker.Mutations is { } outbox)
                await outbox.DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
