using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>
/// The wire is read in the context of the reader that needs the bytes, as by a plain HttpClient. Only a handler further in could see it, in a stream of its own; and
/// what such a handler has made is shared under a partition only, which is one user's.
/// </summary>
public sealed class ReadContextTests : IDisposable
{
    private static readonly AsyncLocal<string?> Ambient = new();
    private readonly SeeingStream _stream = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_SoleReader_SeesItsOwnContextAndNothingOfTheStreams(bool isPlain)
    {
        Ambient.Value = "sender";
        using var stub = new StubHandler(_ => new HttpResponseMessage { Content = new StreamContent(_stream) });
        using var chain = new TestChain(stub, options => options.Partition = _ => "user");
        using var plain = new HttpClient(stub) { BaseAddress = chain.Client.BaseAddress };
        using var response = await Wait.ForAsync((isPlain ? plain : chain.Client).GetAsync("/", HttpCompletionOption.ResponseHeadersRead));
        Ambient.Value = "reader";
        _stream.Body.Give("hello");
        var stream = await response.Content.ReadAsStreamAsync();

        Assert.Equal(5, await Wait.ForAsync(stream.ReadAsync(new byte[16])));

        Assert.Equal(["reader"], _stream.Seen);
        Assert.Equal("reader", Ambient.Value);
    }

    [Fact]
    public async Task Read_ByOneForAll_IsInThatOnesContextAndGoesOnInTheNexts()
    {
        using var stub = new StubHandler(_ => new HttpResponseMessage { Content = new StreamContent(_stream) });
        using var chain = new TestChain(stub, options => options.Partition = _ => "user");
        var streams = new List<Stream>();
        foreach (var head in await Wait.ForAsync(Task.WhenAll(HeadAsync(), HeadAsync()))) streams.Add(await head.Content.ReadAsStreamAsync());
        using var leaving = new CancellationTokenSource();
        var first = ReadAsync(streams[0], "first", leaving.Token);
        await _stream.Body.Reads.WaitForAsync(1);
        var second = ReadAsync(streams[1], "second", CancellationToken.None);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(first));

        _stream.Body.Give("hello");
        Assert.Equal("second", await Wait.ForAsync(second));
        _stream.Body.Give("hello");
        Assert.Equal("second", await Wait.ForAsync(ReadAsync(streams[1], "second", CancellationToken.None)));

        Assert.Equal(["first", "second"], _stream.Seen);

        Task<HttpResponseMessage> HeadAsync() => chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => _stream.Dispose();

    private static async Task<string?> ReadAsync(Stream stream, string name, CancellationToken token)
    {
        Ambient.Value = name;
        Assert.Equal(5, await stream.ReadAsync(new byte[16], token));
        return Ambient.Value;
    }

    /// <summary>Sees the context that it is read in, and leaves its own mark there.</summary>
    private sealed class SeeingStream : Stream
    {
        public HeldBody Body { get; } = new();

        public List<string?> Seen { get; } = [];

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Seen.Add(Ambient.Value);
            Ambient.Value = "stream";
            return await Body.ReadAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
