using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Cancels an attempt when its caller leaves, or when the caller has waited long enough.</summary>
internal sealed class Patience : IDisposable
{
    private readonly Recall _recall;
    private readonly CancellationTokenSource _either;
    private readonly ITimer? _timer;

    /// <param name="whole">How long it lasts, from the hand-over; infinite: there is no end to it.</param>
    /// <param name="spent">How much of it has passed.</param>
    /// <param name="observer">Is told what callbacks on the token threw.</param>
    /// <param name="time">The clock.</param>
    /// <param name="caller">The caller's token.</param>
    public Patience(TimeSpan whole, TimeSpan spent, IOutboxObserver observer, TimeProvider time, CancellationToken caller)
    {
        _recall = new Recall { Threw = e => observer.Failed("cancel an attempt", null, e) };
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _recall.Token);
        if (whole == Timeout.InfiniteTimeSpan) return;
        _timer = time.CreateTimer(
            static recall => ((Recall)recall!).Fire(static () => new TimeoutException()), _recall, whole > spent ? whole - spent : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _either.Token;

    public bool IsOver => _recall.Reason is not null;

    public void Dispose()
    {
        _timer?.Dispose();
        _either.Dispose();
    }
}
