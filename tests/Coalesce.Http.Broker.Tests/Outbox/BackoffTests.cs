using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class BackoffTests
{
    private static readonly Backoff Backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(7, 64)]
    [InlineData(8, 120)]
    [InlineData(1_000_000, 120)]
    public void DelayAfter_IsAnythingUpToTheDoubledFirst(int failures, double most)
    {
        Assert.Equal(TimeSpan.Zero, Backoff.DelayAfter(failures, 0));
        Assert.Equal(TimeSpan.FromSeconds(most / 2), Backoff.DelayAfter(failures, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(most), Backoff.DelayAfter(failures, 1));
    }
}
