using System.Threading.Tasks.Sources;

namespace Coalesce.Http.Sqlite;

/// <summary>What a caller wants done. It may be run again, in a transaction of its own, when one that it was together with has failed.</summary>
internal abstract class StoreStep
{
    /// <summary>About how many bytes it writes.</summary>
    public int Weight { get; init; }

    /// <summary>Nobody is held up by it: it may ride on the commit of a step that comes a moment later.</summary>
    public bool MayRide { get; init; }

    /// <summary>Does it, and keeps the result.</summary>
    public abstract void Run(Session session);

    /// <summary>Gives its caller the result: it is durable.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>A step and what its caller awaits, in one object.</summary>
internal sealed class StoreStep<TArguments, TResult>(Func<Session, TArguments, TResult> run, TArguments arguments) : StoreStep, IValueTaskSource<TResult>
{
    // The thread that writes must not run what its callers do next.
    private ManualResetValueTaskSourceCore<TResult> _done = new() { RunContinuationsAsynchronously = true };
    private TResult? _result;

    public ValueTask<TResult> Done => new(this, _done.Version);

    public override void Run(Session session) => _result = run(session, arguments);

    public override void Complete() => _done.SetResult(_result!);

    public override void Fail(Exception exception) => _done.SetException(exception);

    public TResult GetResult(short token) => _done.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _done.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _done.OnCompleted(continuation, state, token, flags);
}
