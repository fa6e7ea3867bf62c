namespace Coalesce.Http.Broker.Messages;

/// <summary>A stream whose reads throw the reason once its request was taken back.</summary>
internal sealed class RecallStream(Stream inner, Recall recall, Action done) : WrappingStream(inner)
{
    /// <summary>Also when it was taken back and so let go: who copies a closed stream is told that it is closed, and not why.</summary>
    public override bool CanRead => Inner.CanRead || recall.Reason is not null;

    public override int Read(Span<byte> buffer)
    {
        ThrowIfRecalled();
        try
        {
            return Seen(Inner.Read(buffer), buffer.Length);
        }
        catch (Exception) when (recall.Reason is { } reason)
        {
            throw reason();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfRecalled();
        try
        {
            return Seen(await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (Exception) when (recall.Reason is { } reason)
        {
            throw reason();
        }
    }

    protected override void Done() => done();

    private void ThrowIfRecalled()
    {
        if (recall.Reason is { } reason) throw reason();
    }

    private int Seen(int count, int wanted)
    {
        if (count == 0 && wanted > 0) done();
        return count;
    }
}
