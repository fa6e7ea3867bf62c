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
    private volatile bool _isOver;

    public Flight? Flight => flight;

    public Turn? Turn => turn;

    private SendScope? Outer { get; } = Ambient.Value;

    /// <summary>Makes it the scope of the calling method and of what it calls; undone when that async method returns.</summary>
    /// <returns>The scope before, for a synchronous method to <see cref="Return"/> to.</returns>
    public SendScope? Enter()
    {
        Ambient.Value = this;
        return Outer;
    }

    public static void Return(SendScope? outer) => Ambient.Value = outer;

    public void Leave() => _isOver = true;

    /// <summary>Whether the present code runs for no send at all, which is the common case.</summary>
    public static bool IsNone => Ambient.Value is null;

    /// <summary>The innermost send under way that is the broker's, or <see langword="null"/>.</summary>
    public static SendScope? Of(object broker)
    {
        for (var scope = Ambient.Value; scope is not null; scope = scope.Outer)
        {
            if (scope.Broker == broker && !scope._isOver) return scope;
        }
        return null;
    }

    /// <summary>Whether the present code runs for a flight of this key: it must not wait for itself.</summary>
    public static bool RunsFor(object broker, in Messages.RequestProbe probe)
    {
        for (var scope = Ambient.Value; scope is not null; scope = scope.Outer)
        {
            if (scope.Broker == broker && !scope._isOver && scope.Flight is { } flight && flight.Key.Equals(probe)) return true;
        }
        return false;
    }

    private object Broker => broker;
}
