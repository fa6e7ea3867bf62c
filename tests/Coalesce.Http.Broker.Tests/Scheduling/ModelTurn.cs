using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Scheduling;

namespace Coalesce.Http.Broker.Tests.Scheduling;

/// <summary>A turn as a test believes it to be, beside the real one.</summary>
internal sealed class ModelTurn(Turn real, Demand demand, int urgency, long order)
{
    private readonly List<ModelTurn> _lenders = [];

    public Turn Real => real;

    public Demand Demand => demand;

    public int Urgency { get; set; } = urgency;

    public long Order { get; set; } = order;

    /// <summary>The urgency it stands in the queue with: read when it was queued and at each notice.</summary>
    public int QueuedUrgency { get; set; }

    public bool IsQueued { get; set; }

    public bool IsHeld { get; set; }

    public bool IsReserved { get; set; }

    public bool IsOver { get; set; }

    /// <summary>Its handlers run, and may send.</summary>
    public bool CanLend => Pending is null && !IsOver;

    public bool IsAbandoned { get; set; }

    /// <summary>The turn itself until its first attempt, its attempts, and those who borrow from it.</summary>
    public int Users { get; set; }

    public int Attempts { get; set; }

    public ModelTurn? BorrowedFrom { get; set; }

    /// <summary>What the real one does: its open, or its latest attempt.</summary>
    public Task? Pending { get; set; }

    public bool PendingIsOpen { get; set; }

    public CancellationTokenSource Cancellation { get; set; } = new();

    /// <summary>Those that run still and wait for it.</summary>
    public IEnumerable<ModelTurn> Lenders => _lenders.Where(lender => !lender.IsOver && lender != this);

    public int EffectiveUrgency => Lenders.Select(lender => lender.Urgency).Append(Urgency).Min();

    public void Lend(ModelTurn lender) => _lenders.Add(lender);

    public override string ToString() =>
        $"#{Order} u{Urgency}{(IsQueued ? " queued" : "")}{(IsHeld ? " held" : "")}{(IsReserved ? " reserved" : "")}{(IsOver ? " over" : "")} users={Users}";
}
