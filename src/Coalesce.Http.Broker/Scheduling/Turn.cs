using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Scheduling;

/// <summary>
/// One send's right to a permit. The first grant is its turn, and reserves the permit for its first attempt; the permit then belongs to whatever of the
/// send is on the wire: attempts, and requests that handlers further in send meanwhile (a token refresh), which count as its users.
/// </summary>
/// <remarks>
/// <code>
/// idle ---acquire---> queued ---grant---> held (users &gt; 0) ---last release---> idle
///   \---- acquire: a permit is free, or the lender's is borrowed ----^
/// </code>
/// A request that a handler further in sends while its flight runs may borrow the flight's permit: else the flight would wait for that request, and
/// that request for the flight's permit. A borrower counts as one user of the lender, so the permit goes back when both are done.
/// All mutable members are guarded by the gate of the scheduler.
/// </remarks>
internal sealed class Turn(Demand demand, SendName name)
{
    public Demand Demand => demand;

    public SendName Name => name;

    /// <summary>The place in order of arrival; kept for retries, which so stand at the head of their urgency.</summary>
    public long Order { get; set; }

    /// <summary>The urgency it is queued under.</summary>
    public int QueuedUrgency { get; set; }

    /// <summary>Its index in the queue, or -1.</summary>
    public int QueueIndex { get; set; } = -1;

    public long QueuedAt { get; set; }

    public bool IsHeld { get; set; }

    /// <summary>Attempts that use the permit, or wait for it.</summary>
    public int Users { get; set; }

    /// <summary>One of the users is the turn itself, until its first attempt takes its place.</summary>
    public bool IsReserved { get; set; }

    public long ReservedAt { get; set; }

    public bool IsOver { get; set; }

    /// <summary>Completes when the permit is granted; there while it is queued.</summary>
    public TaskCompletionSource? Grant { get; set; }

    /// <summary>The turn whose permit it uses, while it is held; <see langword="null"/> when the permit is its own.</summary>
    public Turn? BorrowedFrom { get; set; }

    /// <summary>Turns that wait and may borrow this one's permit as soon as it has one.</summary>
    public List<Turn>? Borrowers { get; set; }

    /// <summary>The turns to borrow from, as long as their handlers still run.</summary>
    public IEnumerable<Turn> Lenders
    {
        get
        {
            for (var lent = Demand.LatestLent; lent is not null; lent = lent.Before)
            {
                if (lent.Lender is Turn { IsOver: false } lender && lender != this) yield return lender;
            }
        }
    }

    /// <summary>A borrower is as urgent as what waits for it.</summary>
    public int Urgency
    {
        get
        {
            var most = Demand.Urgency;
            if (Demand.LatestLent is null) return most;
            foreach (var lender in Lenders) most = Math.Min(most, lender.Demand.Urgency);
            return most;
        }
    }

    /// <summary>None of its lenders has a permit now: each is to lend it as soon as it has one.</summary>
    public void AskLenders()
    {
        if (Demand.LatestLent is null) return;
        foreach (var lender in Lenders)
        {
            if (lender.Borrowers?.Contains(this) != true) (lender.Borrowers ??= []).Add(this);
            Order = Math.Min(Order, lender.Order); // it delays what came then
        }
    }
}
