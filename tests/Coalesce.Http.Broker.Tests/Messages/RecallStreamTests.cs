using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Tests.Messages;

public sealed class RecallStreamTests
{
    private readonly Recall _recall = new();

    public static TheoryData<string> Ways => new("Read", "ReadAsync", "CopyTo", "CopyToAsync", "ReadByte");

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AnyRead_TakenBackAndLetGo_ThrowsTheReason(string way)
    {
        var inner = new MemoryStream([1, 2, 3]);
        await using var stream = new RecallStream(inner, _recall, () => { });
        _recall.Fire(() => new RequestSupersededException("taken back"));
        await inner.DisposeAsync(); // as the recall does: it may come before the caller's first read

        var failure = await Assert.ThrowsAsync<RequestSupersededException>(() => ReadAsync(stream, way));

        Assert.Equal("taken back", failure.Message);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AnyRead_NotTakenBack_ReadsAndSaysWhenItIsDone(string way)
    {
        var done = 0;
        await using var stream = new RecallStream(new MemoryStream([]), _recall, () => done++);

        await ReadAsync(stream, way);

        Assert.True(done > 0);
    }

    private static async Task ReadAsync(Stream stream, string way)
    {
        switch (way)
        {
            case "Read": Assert.True(stream.Read(new byte[1]) >= 0); break;
            case "ReadAsync": Assert.True(await stream.ReadAsync(new byte[1]) >= 0); break;
            case "CopyTo": stream.CopyTo(Stream.Null); break;
            case "CopyToAsync": await stream.CopyToAsync(Stream.Null); break;
            default: Assert.True(stream.ReadByte() >= -1); break;
        }
    }
}
