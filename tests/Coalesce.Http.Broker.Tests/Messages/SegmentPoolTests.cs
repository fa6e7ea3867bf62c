using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Tests.Messages;

public sealed class SegmentPoolTests
{
    [Fact]
    public void Rent_WithinTheCapacity_CountsWhatIsLent()
    {
        var pool = new SegmentPool(64 * 1024);

        var array = pool.Rent(4096, evenSo: false)!;

        Assert.Equal(array.Length, pool.Lent);
        pool.Return(array);
        Assert.Equal(0, pool.Lent);
    }

    [Fact]
    public void Rent_BeyondTheCapacity_LendsNothing()
    {
        var pool = new SegmentPool(8192);
        var first = pool.Rent(8192, evenSo: false)!;

        Assert.Null(pool.Rent(16, evenSo: false));
        Assert.Equal(8192, pool.Lent);

        pool.Return(first);
        Assert.NotNull(pool.Rent(8192, evenSo: false));
    }

    [Fact]
    public void Rent_EvenSo_LendsBeyondTheCapacity()
    {
        var pool = new SegmentPool(0);

        Assert.NotNull(pool.Rent(4096, evenSo: true));
        Assert.Equal(4096, pool.Lent);
    }
}
