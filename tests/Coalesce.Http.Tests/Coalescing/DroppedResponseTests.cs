using System.Runtime.CompilerServices;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>Responses that their callers drop without disposing them: collected, as with plain HttpClient, and in nobody's way.</summary>
public sealed class DroppedResponseTests : IDisposable
{
    // It must not keep what it answered.
    private readonly StubHandler _stub;
    private readonly TestChain _chain;
    private readonly TaskCompletionSource _mayAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<HeldBody> _fill = static _ => { };

    public DroppedResponseTests()
    {
        _stub = new StubHandler(async (_, _) =>
        {
            await _mayAnswer.Task;
            var body = new HeldBody();
            _fill(body);
            return new HttpResponseMessage { Content = body.AsContent() };
        });
        _chain = new TestChain(_stub);
    }

    public void Dispose()
    {
        _chain.Dispose();
        _stub.Dispose();
    }

    [Fact]
    public async Task Drop_ByAllCallers_IsCollectedOnceTheJoinWindowHasClosed()
    {
        var responses = await DropAsync(callers: 3, bytesToRead: 0);
        _chain.Time.Advance(TimeSpan.FromSeconds(2));

        foreach (var response in responses) await ContextTests.AssertCollectedAsync(response);
        Assert.Empty(_chain.Broker.GetFlights());
    }

    [Fact]
    public async Task Drop_WhileTheBrokerDrains_IsOverOnceCollected()
    {
        var responses = await DropAsync(callers: 1, bytesToRead: 0);
        var drained = _chain.Broker.DrainAsync(Timeout.InfiniteTimeSpan);
        _chain.Time.Advance(TimeSpan.FromSeconds(2));

        foreach (var response in responses) await ContextTests.AssertCollectedAsync(response);

        Assert.True(await Wait.ForAsync(drained));
    }

    [Fact]
    public async Task Drop_InTheMiddleOfTheBody_GivesTheMemoryBack()
    {
        var responses = await DropAsync(callers: 2, bytesToRead: 100_000);
        Assert.NotEqual(0, _chain.Broker.Pool.Lent);
        _chain.Time.Advance(TimeSpan.FromSeconds(2));

        foreach (var response in responses) await ContextTests.AssertCollectedAsync(response);
        await Wait.UntilAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return _chain.Broker.Pool.Lent == 0;
        });
    }

    [Fact]
    public async Task Drop_AfterAFailureMidBody_GivesTheMemoryBack()
    {
        await FailAsync();

        await Wait.UntilAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return _chain.Broker.Pool.Lent == 0;
        });
    }

    [Fact]
    public async Task Drop_InASupersedeGroup_IsCollectedAndLeavesItsPlace()
    {
        using var client = NewFirstWins();
        var (response, _) = await DropOneAsync(client, keepsStream: false);

        await ContextTests.AssertCollectedAsync(response);

        GC.WaitForPendingFinalizers();
        using var next = await Wait.ForAsync(PostAsync(client, "b"));
    }

    [Fact]
    public async Task Drop_InASupersedeGroupButNotItsStream_KeepsItsPlace()
    {
        using var client = NewFirstWins();
        var (response, stream) = await DropOneAsync(client, keepsStream: true);

        await ContextTests.AssertCollectedAsync(response);

        GC.WaitForPendingFinalizers();
        await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(PostAsync(client, "b")));
        GC.KeepAlive(stream);
    }

    // Not a GET: the stream of a shared body keeps the response, to which it gives the trailers.
    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"http://stub/{path}"), HttpCompletionOption.ResponseHeadersRead);

    private HttpClient NewFirstWins() => new(CoalescingPipeline.Create(_stub, options =>
    {
        options.TimeProvider = _chain.Time;
        options.Routes["POST /{any}"] = new RouteOptions { SupersedeBy = "group", SupersedeMode = SupersedeMode.First };
    }));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<(WeakReference Response, Stream? Stream)> DropOneAsync(HttpClient client, bool keepsStream)
    {
        _mayAnswer.SetResult();
        var response = await Wait.ForAsync(PostAsync(client, "a"));
        return (new WeakReference(response), keepsStream ? await response.Content.ReadAsStreamAsync() : null);
    }

    [Fact]
    public async Task Drop_ByOneOfTwo_TheOtherReadsAllAfterTheGrace()
    {
        using var kept = await KeepOneAsync();
        var copy = kept.Content.ReadAsByteArrayAsync();
        await _chain.Time.Armed.WaitForAsync(2); // the join window's timer, and the grace's

        _chain.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(8 * 1024 * 1024, (await Wait.ForAsync(copy)).Length);
        await Wait.UntilAsync(() => _chain.Broker.GetFlights().Count == 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<List<WeakReference>> DropAsync(int callers, int bytesToRead)
    {
        var calls = Enumerable.Range(0, callers).Select(_ => _chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)).ToArray();
        _fill = static body => body.Give(new byte[200_000]);
        _mayAnswer.SetResult();
        List<WeakReference> references = [];
        foreach (var call in calls)
        {
            var response = await Wait.ForAsync(call);
            var stream = await response.Content.ReadAsStreamAsync();
            await Wait.ForAsync(stream.ReadExactlyAsync(new byte[bytesToRead]));
            references.Add(new WeakReference(response));
        }
        return references;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task FailAsync()
    {
        var call = _chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        _fill = static body =>
        {
            body.Give(new byte[100_000]);
            body.Fail(new IOException("cut off"));
        };
        _mayAnswer.SetResult();
        var response = await Wait.ForAsync(call);
        var stream = await response.Content.ReadAsStreamAsync();
        await Wait.ForAsync(stream.ReadExactlyAsync(new byte[50_000]));
        await Assert.ThrowsAsync<IOException>(() => Wait.ForAsync(stream.ReadExactlyAsync(new byte[50_001])));
        GC.KeepAlive(response);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<HttpResponseMessage> KeepOneAsync()
    {
        var dropped = _chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        var kept = _chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        _fill = static body =>
        {
            body.Give(new byte[8 * 1024 * 1024]);
            body.End();
        };
        _mayAnswer.SetResult();
        await Wait.ForAsync(dropped);
        return await Wait.ForAsync(kept);
    }
}
