using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Wrapping;

/// <summary>Holds an origin's answers back until a test has all its callers where it wants them.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task WaitAsync(CancellationToken cancellationToken) => _open.Task.WaitAsync(cancellationToken);

    public void Open() => _open.TrySetResult();

    /// <summary>Opens once so many callers, in all, wait for the flights of a broker.</summary>
    public async Task OpenOnceJoinedAsync(IRequestBroker broker, int callers)
    {
        await Wait.UntilAsync(() => broker.GetFlights().Sum(f => f.Callers) == callers, $"{callers} callers in flights");
        Open();
    }
}
