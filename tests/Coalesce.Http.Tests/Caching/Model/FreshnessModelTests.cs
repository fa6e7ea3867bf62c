using CsCheck;

namespace Coalesce.Http.Tests.Caching.Model;

/// <summary>
/// Random sequences of requests of two users, with directives and languages, of writes, and of what becomes of the origin: never an answer that a simple model of freshness forbids. A failure prints the seed to
/// play it again with.
/// </summary>
public sealed class FreshnessModelTests
{
    private static readonly Gen<ModelStep[]> Sequence = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(ModelStepKind.Get)), (4, Gen.Const(ModelStepKind.Advance)), (2, Gen.Const(ModelStepKind.Change)), (2, Gen.Const(ModelStepKind.Policy)), (2, Gen.Const(ModelStepKind.State)), (1, Gen.Const(ModelStepKind.Write))),
        Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 1], Gen.Int[0, 12], (kind, resource, user, language, amount) => new ModelStep(kind, resource, user, language, amount)).Array[10, 60];

    [Fact]
    public Task Sequence_Random_NeverGivesWhatTheModelForbids() => PlayAsync(300);

    [Fact(Explicit = true), Trait("Category", "Long")]
    public Task Sequence_RandomOfTheLongSuite_NeverGivesWhatTheModelForbids() => PlayAsync(10_000);

    private static async Task PlayAsync(long sequences)
    {
        var (hits, stale) = (0, 0);
        await Sequence.SampleAsync(async steps =>
        {
            using var run = new ModelRun();
            var (some, old) = await run.PlayAsync(steps);
            Interlocked.Add(ref hits, some);
            Interlocked.Add(ref stale, old);
        }, iter: sequences, threads: 2, print: steps => string.Join(", ", steps.Select(step => $"{step.Kind} {step.Resource} {step.User} {step.Language} {step.Amount}")));
        // A cache that keeps nothing gives nothing wrong, either.
        Assert.True(hits > sequences && stale > sequences / 10, $"{hits} hits, {stale} stale");
    }
}
