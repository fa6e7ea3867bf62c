using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Scheduling;

namespace Coalesce.Http.Broker;

/// <summary>
/// The send that the present code runs for: set while the user's inner handlers run, seen by whatever they send meanwhile. It flows with the
/// ExecutionContext; what a handler leaves running behind its back still sees it, but as over.
/// </summary>
internal sealed class SendScope(object broker, Flight? flight, Turn? turn)
{
    private static readonly AsyncLocal<SendScope?> Ambient = new();

    // A context may be kept long after the send is over, by a timer or a task: the scope in it must keep nothing alive then.
    private volatile object? _broker = broker; // null: over
    private Flight? _flight = flight;
    private Turn? _turn = turn;
    private SendScope? _outer = Ambient.Value;

    public Turn? Turn => _turn;

    public Flight? Flight => _flight;

    /// <summary>The next scope that is not over. Threads that come at once skip the same ones.</summary>
    private SendScope? Outer
    {
        get
        {
            while (_outer is { _broker: null } over) _outer = over._outer;
            return _outer;
        }
    }

    /// <summary>Makes it the scope of the calling method and of what it calls; undone when that async method returns.</summary>
    /// <returns>The scope before, for a synchronous method to <see cref="Return"/> to.</returns>
    public SendScope? Enter()
    {
        var before = Ambient.Value;
        Ambient.Value = this;
        return before;
    }

    public static void Return(SendScope? outer) => Ambient.Value = outer;

    public void Leave()
    {
        _broker = null;
        _flight = null;
        _turn = null;
        _outer = Outer;
    }

    /// <summary>Whether the present code runs for no send at all, which is the common case.</summary>
    public static bool IsNone => Ambient.Value is null;

    /// <summary>The innermost send under way that is the broker's, or <see langword="null"/>.</summary>
    public static SendScope? Of(object broker)
    {
        for (var scope = Ambient.Value; scope is not null; scope = scope.Outer)
        {
            if (scope._broker == broker) return scope;
        }
        return null;
    }

    /// <summary>The innermost flight of the broker that the present code runs for, be it by way of a send of its own.</summary>
    public static Flight? FlightOf(object broker)
    {
        for (var scope = Ambient.Value; scope is not null; scope = scope.Outer)
        {
            if (scope._broker == broker && scope._flight is { } flight) return flight;
        }
        return null;
    }

    /// <summary>Whether the present code runs for a flight of this key: it must not wait for itself.</summary>
    public static bool RunsFor(object broker, in Messages.RequestProbe probe)
    {
        for (var scope = Ambient.Value; scope is not null; scope = scope.Outer)
        {
            if (scope._broker == broker && scope._flight is { } flight && flight.Key.Equals(probe)) return true;
        }
        return false;
    }
}
