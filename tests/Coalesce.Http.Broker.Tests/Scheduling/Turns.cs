using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;

namespace Coalesce.Http.Broker.Tests.Scheduling;

/// <summary>Makes turns and schedulers without a chain around them.</summary>
internal static class Turns
{
    public static SendName Name(string path = "/") =>
        new(0, new HttpRequestMessage(HttpMethod.Get, "http://stub" + path), null, Partition.One);

    public static RequestScheduler Scheduler(int? limit, TimeProvider? time = null) =>
        new(limit, time ?? TimeProvider.System, new NobodyLooks());

    public static Turn Create(this RequestScheduler scheduler, int urgency = 3, Demand? demand = null) =>
        scheduler.CreateTurn(demand ?? new Demand(urgency), Name());

    private sealed class NobodyLooks : ITurnObserver
    {
        public void Waiting(Turn turn)
        {
        }

        public void Granted(Turn turn)
        {
        }

        public void Released()
        {
        }
    }
}
