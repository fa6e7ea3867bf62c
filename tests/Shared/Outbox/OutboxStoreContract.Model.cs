using CsCheck;

namespace Coalesce.Http.Testing;

/// <summary>Random appends, leases, changes, deaths of owners, steering and clocks that jump, against a plain list.</summary>
public abstract partial class OutboxStoreContract
{
    private static readonly Gen<(int Op, int A, int B)[]> Schedules = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 9_999], Gen.Int[0, 9_999]).Array[1, 60];

    /// <summary>How many schedules the fast suite plays; fewer where each step syncs a disk.</summary>
    protected virtual int ModelSchedules => 2_000;

    [Fact]
    public Task AnySchedule_AsTheModel() => PlayAsync(ModelSchedules);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public Task ManySchedules_AsTheModel() => PlayAsync(10 * ModelSchedules);

    private Task PlayAsync(int schedules)
    {
        Assert.SkipWhen(_store.Browser is null, "The store can only queue.");
        // One store for all, each schedule with a client and owners of its own: what others do must not be seen.
        return Schedules.SampleAsync(steps => new OutboxModelRun(_store, $"{Guid.NewGuid()}").PlayAsync(steps), iter: schedules);
    }
}
