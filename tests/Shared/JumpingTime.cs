using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Testing;

/// <summary>A clock that the test moves, whose wall clock somebody can set as well: the monotonic clock and its timers take no notice.</summary>
internal sealed class JumpingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _jump;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _jump));

    // The one of the fake follows its wall clock.
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _jump, by.Ticks);
}
