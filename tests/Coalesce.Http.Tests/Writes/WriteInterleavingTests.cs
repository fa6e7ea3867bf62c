namespace Coalesce.Http.Tests.Writes;

/// <summary>A read that is started after a write began, or ended, never gets an answer from before it.</summary>
public sealed class WriteInterleavingTests
{
    private const int Interleavings = 10_000;

    [Fact]
    public Task Read_AfterAWriteBeganOrEnded_GetsNoAnswerFromBefore() => RunAsync(firstSeed: 1, Interleavings);

    [Fact(Explicit = true)]
    [Trait("Category", "Long")]
    public Task Read_AfterAWriteBeganOrEnded_GetsNoAnswerFromBeforeInManyMore() => RunAsync(Environment.TickCount & 0xFFFFFF, 100 * Interleavings);

    private static async Task RunAsync(int firstSeed, int count)
    {
        var collapsed = 0;
        for (var seed = firstSeed; seed < firstSeed + count; seed++)
        {
            try
            {
                using var schedule = new WriteSchedule(seed);
                collapsed += await schedule.RunAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Interleaving with seed {seed}: {e.Message}", e);
            }
        }
        Assert.True(collapsed > count / 4, $"Only {collapsed} reads of {count} interleavings joined another: there was nothing to see.");
    }
}
