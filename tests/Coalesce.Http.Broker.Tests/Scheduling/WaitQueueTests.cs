using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;
using CsCheck;

namespace Coalesce.Http.Broker.Tests.Scheduling;

public sealed class WaitQueueTests
{
    private static readonly Gen<(int Op, int Pick, int Urgency)[]> Schedules =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 999], Gen.Int[0, 7]).Array[1, 80];

    [Fact]
    public void AddTakeRemoveUpdate_AnySchedule_AsASortedList() => Schedules.Sample(Run, iter: 3_000);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public void AddTakeRemoveUpdate_ManySchedules_AsASortedList() => Schedules.Sample(Run, iter: 200_000);

    private static void Run((int Op, int Pick, int Urgency)[] schedule)
    {
        var queue = new WaitQueue();
        List<(Turn Turn, Demand Demand)> model = [];
        var order = 0L;
        foreach (var (op, pick, urgency) in schedule)
        {
            if (op < 5 || model.Count == 0)
            {
                var demand = new Demand(urgency);
                // Not always the newest: a retry comes back with the place it had.
                var turn = new Turn(demand, Turns.Name()) { Order = op == 0 ? -++order : ++order };
                queue.Add(turn);
                model.Add((turn, demand));
            }
            else if (op < 7)
            {
                var first = Sorted(model)[0];
                Assert.Same(first, queue.Peek());
                queue.Remove(first);
                model.RemoveAll(entry => entry.Turn == first);
            }
            else
            {
                var (turn, demand) = model[pick % model.Count];
                if (op == 7)
                {
                    queue.Remove(turn);
                    model.RemoveAll(entry => entry.Turn == turn);
                    Assert.Equal(-1, turn.QueueIndex);
                }
                else
                {
                    demand.SetUrgency(urgency);
                    queue.Update(turn);
                }
            }
            Assert.Equal(model.Count, queue.Count);
            Assert.Equal(Sorted(model), queue.ToSortedList());
        }
        foreach (var turn in Sorted(model))
        {
            Assert.Same(turn, queue.Peek());
            queue.Remove(turn);
        }
        Assert.Equal(0, queue.Count);
    }

    private static List<Turn> Sorted(List<(Turn Turn, Demand Demand)> model) =>
        [.. model.OrderBy(entry => entry.Demand.Urgency).ThenBy(entry => entry.Turn.Order).Select(entry => entry.Turn)];
}
