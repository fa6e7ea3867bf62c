using System.IO.Pipelines;
using System.Net;

namespace Coalesce.Http.Tests.Handlers;

/// <summary>A body whose bytes come when the test gives them, and whose head is here before.</summary>
internal sealed class HeldContent : HttpContent
{
    private readonly Pipe _pipe = new();
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the content was let go.</summary>
    public Task Disposed => _disposed.Task;

    public Task WriteAsync(string text) => _pipe.Writer.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text)).AsTask();

    public void End(Exception? failure = null) => _pipe.Writer.Complete(failure);

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(_pipe.Reader.AsStream());

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => _pipe.Reader.AsStream();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _pipe.Reader.CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _pipe.Writer.Complete(new ObjectDisposedException(nameof(HeldContent)));
        _disposed.TrySetResult();
        base.Dispose(disposing);
    }
}
