using System.Runtime.ExceptionServices;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>How one attempt ended: with a head, or with what was thrown in its place.</summary>
internal readonly struct Sent
{
    private readonly ExceptionDispatchInfo? _failure;

    private Sent(HttpResponseMessage? response, Exception? failure, Reach reach)
    {
        Response = response;
        _failure = failure is null ? null : ExceptionDispatchInfo.Capture(failure);
        Reach = reach;
    }

    public HttpResponseMessage? Response { get; }

    public Exception? Failure => _failure?.SourceException;

    public Reach Reach { get; }

    /// <summary>Nothing was tried.</summary>
    public bool IsUnsent { get; private init; }

    public static async ValueTask<Sent> RunAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            var response = await send(cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("A handler further in returned no response.");
            return new Sent(response, null, Reaching.Of(response.StatusCode));
        }
        catch (Exception e)
        {
            // A cancelled attempt says nothing of the server.
            return new Sent(null, e, cancellationToken.IsCancellationRequested ? Reach.Unknown : Reaching.Of(e));
        }
    }

    /// <summary>The attempt that was not made because nobody waits for it any more.</summary>
    public static Sent Cancelled(Exception reason) => new(null, reason, Reach.Unknown) { IsUnsent = true };

    /// <summary>The attempt that was not made because the circuit is open.</summary>
    public static Sent Not(Exception reason) => new(null, reason, Reach.Down) { IsUnsent = true };

    /// <summary>Throws what was thrown in place of a head.</summary>
    public void Throw() => _failure?.Throw();
}
