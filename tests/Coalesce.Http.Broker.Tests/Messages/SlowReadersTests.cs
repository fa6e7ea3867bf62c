namespace Coalesce.Http.Broker.Tests.Messages;

/// <summary>The grace of readers that hold back others, as a shared body shows it.</summary>
public sealed class SlowReadersTests : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly TestBody _body = new(window: 64 * 1024);
    private readonly byte[] _bytes = TestBody.Bytes(512 * 1024);

    public SlowReadersTests()
    {
        _body.Wire.Give(_bytes);
        _body.Wire.End();
    }

    public void Dispose() => _body.Dispose();

    [Fact]
    public async Task Grace_ReaderThatStopped_FailsAloneAndTheOthersFinish()
    {
        var readers = _body.Readers(3);
        await readers[0].ReadAsync(1);
        var rest = new[] { readers[1].ReadToEndAsync(), readers[2].ReadToEndAsync() };
        await BlockedAsync();

        _body.Time.Advance(Grace - TimeSpan.FromTicks(1));
        Assert.Equal(0, readers[0].Left);
        _body.Time.Advance(TimeSpan.FromTicks(1));

        foreach (var read in rest) Assert.Equal(_bytes, await read);
        var failure = await Assert.ThrowsAsync<IOException>(() => readers[0].ReadAsync(1));
        Assert.Contains("did not read for 5 s", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, readers[0].Left);
        readers[0].Stream.Dispose();
        Assert.Equal(1, readers[0].Left);
        Assert.Equal(0, _body.Pool.Lent);
    }

    [Fact]
    public async Task Grace_SeveralStopped_FailsThemAll()
    {
        var readers = _body.Readers(3);
        var rest = readers[2].ReadToEndAsync();
        await BlockedAsync();

        _body.Time.Advance(Grace);

        Assert.Equal(_bytes, await rest);
        await Assert.ThrowsAsync<IOException>(() => readers[0].ReadAsync(1));
        await Assert.ThrowsAsync<IOException>(() => readers[1].ReadAsync(1));
    }

    [Fact]
    public async Task Grace_ReaderThatReadsALittleInEachRound_IsNeverFailed()
    {
        var readers = _body.Readers(2);
        var rest = readers[1].ReadToEndAsync();
        await BlockedAsync();
        // The first read leaves the start behind, so the other one looks for room once more, in vain.
        await readers[0].ReadAsync(1);
        await _body.Time.Armed.WaitForAsync(2);
        for (var i = 0; i < 20; i++)
        {
            await readers[0].ReadAsync(1);
            _body.Time.Advance(Grace);
        }
        Assert.Equal(22, _body.Time.Armed.Count); // the grace ran out twenty times, and began anew

        Assert.False(rest.IsCompleted);
        Assert.Equal(_bytes.Skip(21).ToArray(), await readers[0].ReadToEndAsync());
        Assert.Equal(_bytes, await rest);
    }

    [Fact]
    public async Task Grace_SlowReaderMovesOnALittle_LetsTheOthersGoOnAsFar()
    {
        var readers = _body.Readers(2);
        var rest = readers[1].ReadToEndAsync();
        await BlockedAsync();
        var before = _body.Wire.Reads.Count;

        await readers[0].ReadAsync(40 * 1024);

        await _body.Wire.Reads.WaitForAsync(before + 1);
        readers[0].Stream.Dispose();
        Assert.Equal(_bytes, await rest);
    }

    [Fact]
    public async Task Grace_ReaderThatReadsWhileItIsFailed_IsToldWhy()
    {
        var readers = _body.Readers(3);
        var rest = readers[2].ReadToEndAsync();
        await BlockedAsync();
        Exception? seen = null;
        readers[0].WhenLeft = () => seen = Record.Exception(() => readers[1].Stream.Read(new byte[1]));

        _body.Time.Advance(Grace);

        Assert.Contains("did not read for 5 s", Assert.IsType<IOException>(seen).Message, StringComparison.Ordinal);
        Assert.Equal(_bytes, await rest);
    }

    [Fact]
    public async Task Grace_NobodyIsHeldBack_DoesNotRun()
    {
        var readers = _body.Readers(2);
        await readers[1].ReadAsync(16 * 1024); // well within the window

        _body.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(_bytes[0], (await readers[0].ReadAsync(1))[0]);
    }

    [Fact]
    public async Task Grace_SoleReaderThatStops_IsNeverFailed()
    {
        var reader = _body.Reader();
        await reader.ReadAsync(100 * 1024);

        _body.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(_bytes.Skip(100 * 1024).ToArray(), await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Grace_WaitingReaderLeaves_TheSlowOneIsAloneAndSpared()
    {
        var readers = _body.Readers(2);
        var rest = readers[1].ReadToEndAsync();
        await BlockedAsync();

        readers[1].Stream.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => rest);
        _body.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(_bytes, await readers[0].ReadToEndAsync());
    }

    [Fact]
    public async Task Grace_SlowReaderLeavesInTime_LetsTheOthersGoOn()
    {
        var readers = _body.Readers(2);
        var rest = readers[1].ReadToEndAsync();
        await BlockedAsync();

        readers[0].Stream.Dispose();

        Assert.Equal(_bytes, await rest);
    }

    /// <summary>The window is full and a reader waits for room.</summary>
    private Task BlockedAsync() => _body.Time.Armed.WaitForAsync(1);
}
