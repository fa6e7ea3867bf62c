using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>A server that remembers what it accepted, and fails one request in seven: before it has accepted it, after, or with a 500.</summary>
internal sealed class KilledOrigin : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Arrival> _arrivals = [];
    private TestOrigin? _origin;
    private (int Left, bool AfterAccepting, Action Run) _trap;

    public Uri Address => _origin!.BaseAddress;

    /// <summary>Whether PUTs get no answer, so that those behind them wait.</summary>
    public bool HoldsPuts { get; set; }

    public IReadOnlyList<Arrival> Arrivals
    {
        get { lock (_gate) return [.. _arrivals]; }
    }

    public static async Task<KilledOrigin> StartAsync()
    {
        var origin = new KilledOrigin();
        origin._origin = await TestOrigin.StartAsync(origin.AnswerAsync);
        return origin;
    }

    /// <summary>Runs something while the request that comes after so many others is in the server's hands.</summary>
    public void Trap(int after, bool afterAccepting, Action run)
    {
        lock (_gate) _trap = (after + 1, afterAccepting, run);
    }

    public ValueTask DisposeAsync() => _origin!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = ((MemoryStream)context.Request.Body).ToArray();
        var (path, key) = (context.Request.Path.Value!, context.Request.Headers[Mutation.KeyHeader].ToString());
        var isHeld = HoldsPuts && HttpMethods.IsPut(context.Request.Method);
        Fault fault;
        Action? before = null, after = null;
        lock (_gate)
        {
            fault = (_arrivals.Count % 21) switch { 6 => Fault.Reset, 13 => Fault.ResetAfter, 20 => Fault.Status, _ => Fault.None };
            // Who has an answer has it: a 500 to a first attempt is no promise.
            if (fault == Fault.Status && path.StartsWith("/down", StringComparison.Ordinal)) fault = Fault.Reset;
            var isAccepted = !isHeld && fault is Fault.None or Fault.ResetAfter && !path.StartsWith("/refused", StringComparison.Ordinal);
            if (--_trap.Left == 0)
            {
                if (_trap.AfterAccepting) after = _trap.Run;
                else (before, isAccepted) = (_trap.Run, false);
            }
            _arrivals.Add(new Arrival(key, path, body, isAccepted));
        }
        before?.Invoke();
        after?.Invoke();
        if (isHeld) await Task.Delay(Timeout.Infinite, context.RequestAborted);
        if (before is not null || fault is Fault.Reset or Fault.ResetAfter) context.Abort();
        else if (fault == Fault.Status) context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        else if (path.StartsWith("/refused", StringComparison.Ordinal)) context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }

    private enum Fault
    {
        None,
        Reset,
        ResetAfter,
        Status,
    }
}
