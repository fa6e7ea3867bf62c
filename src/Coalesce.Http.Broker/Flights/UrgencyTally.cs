using System.Runtime.CompilerServices;

namespace Coalesce.Http.Broker.Flights;

/// <summary>How many callers of a flight have which urgency. Guarded by the gate of the group.</summary>
[InlineArray(8)]
internal struct UrgencyTally
{
    private int _count;

    /// <summary>The most urgent there is; 7 when there is nobody.</summary>
    public readonly int Most
    {
        get
        {
            for (var urgency = 0; urgency < 7; urgency++)
            {
                if (this[urgency] > 0) return urgency;
            }
            return 7;
        }
    }
}
