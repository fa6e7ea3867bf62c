using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Scheduling;

/// <summary>The content of an attempt's response: gives the permit back at the end of the body, at a failure, or when it is disposed.</summary>
internal sealed class PermitContent(HttpContent inner, Permit permit) : WrappingContent(inner)
{
    protected override Stream Wrap(Stream inner) => new PermitStream(inner, permit);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) permit.Release();
    }

    private sealed class PermitStream(Stream inner, Permit permit) : WrappingStream(inner)
    {
        public override int Read(Span<byte> buffer)
        {
            try
            {
                return Seen(Inner.Read(buffer), buffer.Length);
            }
            catch
            {
                permit.Release();
                throw;
            }
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return Seen(await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
            }
            catch
            {
                permit.Release();
                throw;
            }
        }

        protected override void Done() => permit.Release();

        private int Seen(int count, int wanted)
        {
            if (count > 0) permit.SawBytes();
            else if (wanted > 0) permit.Release();
            return count;
        }
    }
}
