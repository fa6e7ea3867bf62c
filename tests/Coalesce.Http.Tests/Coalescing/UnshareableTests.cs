using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>Answers that may not be shared: everyone is sent, side by side, and the next wave does not wait.</summary>
public sealed class UnshareableTests : IDisposable
{
    private const int Callers = 20;
    private readonly HeldWire _wire = new();

    public void Dispose() => _wire.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SetCookie_TwentyCallers_EachGetsItsOwnAndTheyGoSideBySide(bool isSynchronous)
    {
        using var chain = new TestChain(_wire);
        var calls = Join(chain, isSynchronous);
        await chain.WaitForCallersAsync(Callers);

        Answer(await _wire.SendAsync(0));
        for (var i = 1; i < Callers; i++) await _wire.SendAsync(i); // all are on the wire before one of them is answered
        Assert.Equal(Callers, _wire.Count);
        for (var i = 1; i < Callers; i++) Answer(await _wire.SendAsync(i));

        await AssertDifferentAsync(calls);
        await chain.AssertEmptyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SetCookie_NextWave_DoesNotWaitForAFirstOne(bool isSynchronous)
    {
        using var chain = new TestChain(_wire);
        await LearnAsync(chain, response => response.Headers.Add("Set-Cookie", "s=learnt"));

        var calls = Join(chain, isSynchronous);
        for (var i = 1; i <= Callers; i++) await _wire.SendAsync(i);
        Assert.Empty(chain.Broker.GetFlights());
        for (var i = 1; i <= Callers; i++) Answer(await _wire.SendAsync(i));

        await AssertDifferentAsync(calls);
    }

    [Fact]
    public async Task SetCookie_OnceForgotten_IsTriedAgain()
    {
        using var chain = new TestChain(_wire);
        await LearnAsync(chain, response => response.Headers.Add("Set-Cookie", "s=learnt"));
        chain.Time.Advance(TimeSpan.FromSeconds(10));

        var calls = Join(chain, isSynchronous: false);
        (await _wire.SendAsync(1)).Answer("shared");

        foreach (var call in calls) Assert.Equal("shared", await (await Wait.ForAsync(call)).Content.ReadAsStringAsync());
        Assert.Equal(2, _wire.Count);
    }

    [Fact]
    public async Task SetCookie_FirstCallerHasLeft_NobodyGetsIts()
    {
        using var chain = new TestChain(_wire);
        using var source = new CancellationTokenSource();
        var first = chain.Client.GetAsync("/", source.Token);
        var second = chain.Client.GetAsync("/");
        await chain.WaitForCallersAsync(2);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(first));

        var send = await _wire.SendAsync(0);
        Answer(send);
        Answer(await _wire.SendAsync(1));

        Assert.Equal(["s=1"], (await Wait.ForAsync(second)).Headers.GetValues("Set-Cookie"));
        await Wait.ForAsync(send.Body.Disposed);
    }

    [Theory]
    [InlineData("Vary: *")]
    [InlineData("Vary: Accept, *")]
    [InlineData("Set-Cookie: a=b")]
    [InlineData("Content-Type: text/event-stream")]
    [InlineData("Content-Type: text/event-stream; charset=utf-8")]
    [InlineData("Content-Type: multipart/x-mixed-replace; boundary=edge")]
    [InlineData("101")]
    [InlineData("Cache-Control: no-store", SharingMode.Strict)]
    [InlineData("Cache-Control: private, No-Store", SharingMode.Strict)]
    public async Task Head_OfAnAnswerThatMayNotBeShared_SendsTheOthersAtOnce(string trait, SharingMode sharing = SharingMode.SameCaller)
    {
        using var chain = new TestChain(_wire, options => options.Sharing = sharing);
        var calls = Join(chain, isSynchronous: false);

        (await _wire.SendAsync(0)).GiveHead(response => Give(response, trait)); // its body has not even begun
        for (var i = 1; i < Callers; i++) (await _wire.SendAsync(i)).GiveHead(response => Give(response, trait));

        foreach (var call in calls) (await Wait.ForAsync(call)).Dispose();
        Assert.Equal(Callers, _wire.Count);
        await chain.AssertEmptyAsync();
    }

    [Theory]
    [InlineData("Cache-Control: no-store")]
    [InlineData("Cache-Control: private")]
    [InlineData("Vary: Accept, Accept-Language")]
    [InlineData("Vary: User-Agent")] // all say the same
    [InlineData("Content-Type: text/plain")]
    public async Task Head_OfAnAnswerThatMayBeShared_IsForAll(string trait)
    {
        using var chain = new TestChain(_wire);
        var calls = Join(chain, isSynchronous: false);

        (await _wire.SendAsync(0)).Answer("shared", response => Give(response, trait));

        foreach (var call in calls) Assert.Equal("shared", await (await Wait.ForAsync(call)).Content.ReadAsStringAsync());
        Assert.Equal(1, _wire.Count);
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Vary_OnALeftOutHeader_IsSharedAmongThoseWhoAgreeInIt()
    {
        using var chain = new TestChain(_wire);
        string?[] agents = ["one/1", "one/1", "two/2", null, "two/2", "one/1"];
        var calls = agents.Select(agent => SendAsync(chain, agent)).ToArray();
        await chain.WaitForCallersAsync(agents.Length);

        (await _wire.SendAsync(0)).Answer("for one/1", response => Give(response, "Vary: Accept, User-Agent"));
        for (var i = 1; i <= 3; i++)
        {
            var send = await _wire.SendAsync(i);
            send.Answer($"for {send.Request.Headers.UserAgent}", response => Give(response, "Vary: Accept, User-Agent"));
        }

        for (var i = 0; i < agents.Length; i++) Assert.Equal($"for {agents[i]}", await Wait.ForAsync(calls[i]));
        Assert.Equal(4, _wire.Count);
        await chain.AssertEmptyAsync();
    }

    [Fact]
    public async Task Vary_LateCallerWithAnotherValue_IsSentAlone()
    {
        using var chain = new TestChain(_wire);
        var first = SendAsync(chain, "one/1");
        var send = await _wire.SendAsync(0);
        send.GiveHead(response => Give(response, "Vary: User-Agent"));
        await Wait.UntilAsync(() => chain.Broker.GetFlights() is [{ HasHead: true }]);

        var late = SendAsync(chain, "two/2");
        (await _wire.SendAsync(1)).Answer("second", response => Give(response, "Vary: User-Agent"));
        send.Body.Give("first");
        send.Body.End();

        Assert.Equal("second", await Wait.ForAsync(late));
        Assert.Equal("first", await Wait.ForAsync(first));
        await chain.AssertEmptyAsync();
    }

    private static async Task<string> SendAsync(TestChain chain, string? agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (agent is not null) request.Headers.UserAgent.ParseAdd(agent);
        using var response = await chain.Client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static Task<HttpResponseMessage>[] Join(TestChain chain, bool isSynchronous) =>
    [
        .. Enumerable.Range(0, Callers).Select(_ => isSynchronous
            ? Task.Factory.StartNew(() => chain.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/"), HttpCompletionOption.ResponseHeadersRead),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)),
    ];

    private async Task LearnAsync(TestChain chain, Action<HttpResponseMessage> change)
    {
        var call = chain.Client.GetAsync("/");
        (await _wire.SendAsync(0)).Answer("learnt", change);
        await Wait.ForAsync(call);
    }

    private static void Answer(HeldSend send) => send.Answer("x", response => response.Headers.Add("Set-Cookie", $"s={send.Index}"));

    private static async Task AssertDifferentAsync(Task<HttpResponseMessage>[] calls)
    {
        HashSet<string> cookies = [];
        foreach (var call in calls) Assert.True(cookies.Add((await Wait.ForAsync(call)).Headers.GetValues("Set-Cookie").Single()));
        Assert.Equal(Callers, cookies.Count);
        foreach (var call in calls) (await call).Dispose();
    }

    private static void Give(HttpResponseMessage response, string trait)
    {
        if (trait == "101")
        {
            response.StatusCode = HttpStatusCode.SwitchingProtocols;
            return;
        }
        var (name, value) = (trait[..trait.IndexOf(':', StringComparison.Ordinal)], trait[(trait.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
    }
}
