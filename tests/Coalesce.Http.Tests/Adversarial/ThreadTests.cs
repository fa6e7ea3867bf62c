using System.Collections.Concurrent;
using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Adversarial;

/// <summary>What inner code awaits must not need the thread of a caller who blocks it, as a synchronous send or read does.</summary>
public sealed class ThreadTests
{
    [Fact]
    public async Task ReadSynchronously_InnerStreamAwaitsItsContext_DoesNotHang()
    {
        var stub = new StubHandler(_ => new HttpResponseMessage { Content = new StreamContent(new ContextStream()) });
        using var client = new HttpClient(CoalescingPipeline.Create(stub));
        await OnSingleThread(() =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/");
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using var stream = response.Content.ReadAsStream();
            Assert.Equal(1, stream.Read(new byte[1], 0, 1));
        });
    }

    [Fact]
    public async Task SendSynchronously_BodyThatAwaitsItsContext_DoesNotHang()
    {
        using var client = new HttpClient(CoalescingPipeline.Create(
            new StubHandler(), o => o.Routes["QUERY /"] = new RouteOptions { CoalesceBody = true }));
        await OnSingleThread(() =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Query, "http://stub/") { Content = new ContextContent() };
            using var response = client.Send(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        });
    }

    /// <summary>Runs on a thread whose SynchronizationContext runs nothing while it is blocked, as a user interface's.</summary>
    private static Task OnSingleThread(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new BlockedContext());
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }) { IsBackground = true };
        thread.Start();
        return Wait.ForAsync(done.Task);
    }

    private sealed class BlockedContext : SynchronizationContext
    {
        private readonly ConcurrentQueue<(SendOrPostCallback, object?)> _neverRun = [];

        public override void Post(SendOrPostCallback d, object? state) => _neverRun.Enqueue((d, state));
    }

    private sealed class ContextStream : MemoryStream
    {
        public ContextStream() : base([1], writable: false) { }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return Read(buffer.Span);
        }
    }

    private sealed class ContextContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await Task.Yield();
            stream.WriteByte(1);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1;
            return true;
        }
    }
}
