using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Tests.Messages;

public sealed class HeldBytesTests
{
    private const int Window = 256 * 1024;
    private readonly SegmentPool _pool = new(long.MaxValue);

    [Fact]
    public void Room_ShortBodyOfKnownLength_IsOneSegmentThatAlsoHasRoomForTheReadOfTheEnd()
    {
        var held = new HeldBytes(_pool, Window);

        var segment = held.Room(1000)!;

        Assert.InRange(segment.Array!.Length, 1001, 4096);
        segment.Length = 1000;
        Assert.Same(segment, held.Room(1000));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1)]
    public void Room_LengthSaysThatItNeverEnds_HasRoomAllTheSame(long length)
    {
        // As radio stations and cameras say it. Without room, the first read would look like the end of the body.
        Assert.Equal(64 * 1024, new HeldBytes(_pool, Window).Room(length)!.Array!.Length);
    }

    [Fact]
    public void Room_UnknownLength_StartsSmallAndGrowsToTheLargest()
    {
        var held = new HeldBytes(_pool, Window);
        List<int> sizes = [];
        for (var i = 0; i < 6; i++) sizes.Add(Fill(held).Array!.Length);

        Assert.Equal([4096, 4096, 8192, 16384, 32768, 65536], sizes);
    }

    [Fact]
    public void Room_WindowFullAndNobodyLagging_GivesUpTheStartAndGoesOn()
    {
        var held = new HeldBytes(_pool, Window);
        held.First.Readers = 1;
        var reader = held.First;
        for (var i = 0; i < 100; i++)
        {
            var segment = Fill(held);
            reader.Readers--;
            reader = segment;
            reader.Readers++;
            held.Trim();
            Assert.InRange(_pool.Lent, 1, Window);
        }

        Assert.False(held.KeepsStart);
    }

    [Fact]
    public void Room_WindowFullAndAReaderAtTheStart_IsNullUntilItMoves()
    {
        var held = new HeldBytes(_pool, Window);
        var start = held.First;
        start.Readers = 1;
        while (held.Room(null) is { } segment) segment.Length = segment.Array!.Length;
        Assert.InRange(_pool.Lent, Window / 2, Window);
        Assert.False(held.KeepsStart);
        Assert.Same(start, held.First);

        start.Readers--;
        held.Last.Readers++;
        Assert.True(held.Trim());

        Assert.Same(held.Last, held.First);
        Assert.NotNull(held.Room(null));
    }

    [Fact]
    public void Room_PoolExhaustedByOthers_StillGivesABodyItsOneSegment()
    {
        var pool = new SegmentPool(4096);
        _ = pool.Rent(4096, evenSo: false);
        var held = new HeldBytes(pool, Window);
        held.First.Readers = 1;

        var first = Fill(held);
        Assert.Null(held.Room(null)); // the reader has not read the first yet
        held.First.Readers--;
        first.Readers++;
        held.Trim();

        Assert.NotNull(held.Room(null));
    }

    [Fact]
    public void Trim_StartKept_DropsNothing()
    {
        var held = new HeldBytes(_pool, Window);
        Fill(held);
        Fill(held);

        Assert.False(held.Trim());
        Assert.Equal(8192, _pool.Lent);
    }

    [Fact]
    public void DropStart_NoReaderBeforeTheLast_DropsAllButTheLast()
    {
        var held = new HeldBytes(_pool, Window);
        Fill(held);
        var last = Fill(held);

        Assert.True(held.DropStart());

        Assert.Same(last, held.First);
        Assert.Equal(last.Array!.Length, _pool.Lent);
    }

    [Fact]
    public void Clear_SegmentPinnedByACopy_ReturnsItWhenTheCopyIsDone()
    {
        var held = new HeldBytes(_pool, Window);
        var pinned = Fill(held);
        Fill(held);
        pinned.Pin();
        pinned.Pin();

        held.Clear();
        Assert.Equal(pinned.Array!.Length, _pool.Lent);
        pinned.Unpin(_pool);
        Assert.NotNull(pinned.Array);
        pinned.Unpin(_pool);

        Assert.Null(pinned.Array);
        Assert.Equal(0, _pool.Lent);
    }

    private static BodySegment Fill(HeldBytes held)
    {
        var segment = held.Room(null)!;
        segment.Length = segment.Array!.Length;
        return segment;
    }
}
