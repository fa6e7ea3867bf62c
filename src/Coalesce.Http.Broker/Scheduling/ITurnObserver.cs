namespace Coalesce.Http.Broker.Scheduling;

/// <summary>Sees requests wait for their turn. Called outside of all gates; never throws.</summary>
internal interface ITurnObserver
{
    void Waiting(Turn turn);

    void Granted(Turn turn);

    /// <summary>A permit may have come back.</summary>
    void Released();
}
