using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Messages;

public sealed class SharedBodyTests : IDisposable
{
    private readonly TestBody _body = new();

    public void Dispose() => _body.Dispose();

    [Fact]
    public async Task Read_SeveralReaders_EachGetsAllFromOneReadOfTheWire()
    {
        var readers = _body.Readers(3);
        var reads = readers.Select(reader => reader.ReadAsync(5)).ToArray();

        _body.Wire.Give("hello");

        foreach (var read in reads) Assert.Equal("hello"u8.ToArray(), await read);
        Assert.Equal(1, _body.Wire.Reads.Count);
    }

    [Fact]
    public async Task Read_AfterTheEnd_EndsForEveryReaderAndReturnsTheMemory()
    {
        var bytes = TestBody.Bytes(200_000);
        using var body = new TestBody(window: 1024 * 1024);
        var readers = body.Readers(3);
        body.Wire.Give(bytes);
        body.Wire.End();

        foreach (var reader in readers)
        {
            Assert.Equal(bytes, await reader.ReadToEndAsync());
            Assert.Equal(0, await reader.Stream.ReadAsync(new byte[1]));
            Assert.Equal(1, reader.Left);
        }

        Assert.Null(await Wait.ForAsync(body.Ended));
        Assert.True(body.Wire.Disposed.IsCompleted);
        Assert.Equal(0, body.Pool.Lent);
    }

    [Fact]
    public void Read_NobodyReads_LeavesTheWireAlone()
    {
        _body.Readers(2);
        _body.Wire.Give("hello");

        Assert.Equal(0, _body.Wire.Reads.Count);
        Assert.Equal(0, _body.Pool.Lent);
    }

    [Fact]
    public async Task Read_OfNothing_TakesNothing()
    {
        var reader = _body.Reader();
        _body.Wire.Give("hello");

        Assert.Equal(0, await reader.Stream.ReadAsync(Memory<byte>.Empty));

        Assert.Equal("hello"u8.ToArray(), await reader.ReadAsync(5));
    }

    [Fact]
    public async Task Read_WireFails_EveryReaderGetsWhatCameAndThenTheFailure()
    {
        var readers = _body.Readers(2);
        _body.Wire.Give("hel");
        var failure = new IOException("the wire broke");
        _body.Wire.Fail(failure);

        foreach (var reader in readers)
        {
            Assert.Equal("hel"u8.ToArray(), await reader.ReadAsync(3));
            Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(1)));
            Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => reader.ReadAsync(1)));
        }
        Assert.Same(failure, await Wait.ForAsync(_body.Ended));
        foreach (var reader in readers) reader.Stream.Dispose();
        Assert.Equal(0, _body.Pool.Lent);
    }

    [Fact]
    public async Task TryReserve_StartHeld_GivesALateReaderTheWholeBody()
    {
        var early = _body.Reader();
        _body.Wire.Give("hello");
        await early.ReadAsync(5);

        var late = _body.Reader();

        Assert.Equal("hello"u8.ToArray(), await late.ReadAsync(5));
    }

    [Fact]
    public async Task TryReserve_StartDropped_IsFalse()
    {
        var early = _body.Reader();
        _body.Wire.Give("hello");
        await early.ReadAsync(5);

        _body.Shared.DropStart();

        Assert.False(_body.Shared.TryReserve(1));
    }

    [Fact]
    public async Task TryReserve_BodyLongerThanTheWindow_IsFalseAndTheWindowSlides()
    {
        var bytes = TestBody.Bytes(1024 * 1024);
        var reader = _body.Reader();
        _body.Wire.Give(bytes);
        _body.Wire.End();

        var read = await reader.ReadAsync(128 * 1024);
        Assert.False(_body.Shared.TryReserve(1));
        Assert.InRange(_body.Pool.Lent, 1, 64 * 1024);

        byte[] whole = [.. read, .. await reader.ReadToEndAsync()];
        Assert.Equal(bytes, whole);
    }

    [Fact]
    public async Task Unreserve_LastPlaceAfterTheStartWasDropped_ReturnsTheMemory()
    {
        Assert.True(_body.Shared.TryReserve(1));
        var reader = _body.Reader();
        _body.Wire.Give("hello");
        await reader.ReadAsync(5);
        _body.Shared.DropStart();
        reader.Stream.Dispose();
        Assert.NotEqual(0, _body.Pool.Lent);

        _body.Shared.Unreserve();

        Assert.Equal(0, _body.Pool.Lent);
    }

    [Fact]
    public async Task Abort_WhileTheWireIsRead_EndsEveryReaderAndDisposesTheWireAfterTheRead()
    {
        var readers = _body.Readers(2);
        var reads = readers.Select(reader => reader.ReadAsync(1)).ToArray();
        await _body.Wire.Reads.WaitForAsync(1);
        var reason = new OperationCanceledException("enough");

        _body.Shared.Abort(reason);

        foreach (var read in reads) Assert.Same(reason, await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read));
        _body.Wire.Give("late");
        await Wait.ForAsync(_body.Wire.Disposed);
        foreach (var reader in readers) reader.Stream.Dispose();
        Assert.Equal(0, _body.Pool.Lent);
        Assert.False(_body.Ended.IsCompleted); // whoever aborts knows
    }

    [Fact]
    public async Task Abort_WhileNobodyReads_DisposesTheWireAtOnce()
    {
        _body.Readers(2);

        _body.Shared.Abort(new OperationCanceledException());

        await Wait.ForAsync(_body.Wire.Disposed);
    }

    [Fact]
    public async Task Dispose_OfTheReaderWhoseReadWaits_EndsThatReadAlone()
    {
        var readers = _body.Readers(2);
        var mine = readers[0].ReadAsync(5);
        await _body.Wire.Reads.WaitForAsync(1);
        var other = readers[1].ReadAsync(5);

        readers[0].Stream.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => mine);
        Assert.Equal(1, readers[0].Left);
        _body.Wire.Give("hello");
        Assert.Equal("hello"u8.ToArray(), await other);
    }

    [Fact]
    public async Task Read_TokenCancelledWhileItWaits_LeavesTheBodyAndSaysSoLater()
    {
        var readers = _body.Readers(2);
        using var source = new CancellationTokenSource();
        var read = readers[0].Stream.ReadAsync(new byte[1], source.Token).AsTask();
        await _body.Wire.Reads.WaitForAsync(1);

        await source.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(read));
        Assert.Equal(source.Token, failure.CancellationToken);
        Assert.Equal(1, readers[0].Left);
        await Assert.ThrowsAsync<IOException>(() => readers[0].ReadAsync(1));
        _body.Wire.Give("x");
        Assert.Equal("x"u8.ToArray(), await readers[1].ReadAsync(1));
    }

    [Fact]
    public async Task Read_ByteByByteAndBlockwiseAtOnce_KeepsEachReadersOwnPosition()
    {
        var bytes = TestBody.Bytes(40_000);
        var readers = _body.Readers(2);
        foreach (var part in bytes.Chunk(7_001)) _body.Wire.Give(part);
        _body.Wire.End();

        var whole = await readers[0].ReadToEndAsync();
        List<byte> single = [];
        var one = new byte[1];
        while (readers[1].Stream.Read(one) == 1) single.Add(one[0]);

        Assert.Equal(bytes, whole);
        Assert.Equal(bytes, single);
    }
}
