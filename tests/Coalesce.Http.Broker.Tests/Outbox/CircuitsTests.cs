using System.Net;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class CircuitsTests
{
    private static readonly Uri Origin = new("http://origin/a");
    private readonly JumpingTime _time = new(OutboxSamples.Start);
    private readonly Circuits _circuits;

    public CircuitsTests() => _circuits = new Circuits(_time);

    [Fact]
    public async Task IsOpen_AfterTheBreak_LetsOneTryAndItsAnswerDecides()
    {
        await BreakAsync();
        Assert.True(_circuits.IsOpen(Origin));
        Assert.True((await SendAsync(HttpStatusCode.OK)).IsUnsent);

        _time.Advance(Circuits.FirstBreak);

        Assert.False(_circuits.IsOpen(Origin));
        Assert.Equal(Reach.Up, (await SendAsync(HttpStatusCode.OK)).Reach);
        Assert.False(_circuits.IsOpen(Origin));
    }

    [Fact]
    public async Task IsOpen_TheTrialFails_IsOpenForALongerBreak()
    {
        await BreakAsync();
        _time.Advance(Circuits.FirstBreak);

        Assert.Equal(Reach.Down, (await SendAsync(HttpStatusCode.BadGateway)).Reach);

        Assert.Equal(2 * Circuits.FirstBreak, _circuits.BreakOf(Origin));
        _time.Advance(2 * Circuits.FirstBreak);
        Assert.False(_circuits.IsOpen(Origin));
    }

    [Fact]
    public async Task BreakOf_ManyTrialsFail_GrowsToTheLongest()
    {
        await BreakAsync();
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(_circuits.BreakOf(Origin));
            await SendAsync(HttpStatusCode.BadGateway);
        }

        Assert.Equal(Circuits.LongestBreak, _circuits.BreakOf(Origin));

        _time.Advance(Circuits.LongestBreak);
        await SendAsync(HttpStatusCode.OK);
        await BreakAsync();
        Assert.Equal(Circuits.FirstBreak, _circuits.BreakOf(Origin)); // short again, once it had closed
    }

    [Fact]
    public async Task IsOpen_WhileTheTrialIsUnderWay_OthersWaitForIt()
    {
        await BreakAsync();
        _time.Advance(Circuits.FirstBreak);
        var head = new TaskCompletionSource<HttpResponseMessage>();
        var trial = _circuits.RunAsync(Origin, _ => head.Task, CancellationToken.None);

        Assert.True(_circuits.IsOpen(Origin)); // or they would come again and again until it ends
        Assert.True((await SendAsync(HttpStatusCode.OK)).IsUnsent);

        head.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        Assert.Equal(Reach.Up, (await trial).Reach);
        Assert.False(_circuits.IsOpen(Origin));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task IsOpen_TheClockJumps_TheBreakIsNoLonger(int hours)
    {
        await BreakAsync();

        _time.Jump(TimeSpan.FromHours(hours));
        _time.Advance(Circuits.FirstBreak);

        Assert.False(_circuits.IsOpen(Origin));
        Assert.Equal(Reach.Up, (await SendAsync(HttpStatusCode.OK)).Reach);
    }

    [Fact]
    public async Task IsOpen_AnotherAuthority_IsNotConcerned()
    {
        await BreakAsync();

        Assert.False(_circuits.IsOpen(new Uri("http://other/a")));
        Assert.True(_circuits.IsOpen(new Uri("http://ORIGIN/b")));
        _circuits.Forget();
        Assert.False(_circuits.IsOpen(Origin));
    }

    [Fact]
    public async Task Run_CancelledBefore_IsToldLikeAnyOtherEnd()
    {
        var sent = await _circuits.RunAsync(Origin, token => Task.FromCanceled<HttpResponseMessage>(token), new CancellationToken(canceled: true));

        Assert.IsAssignableFrom<OperationCanceledException>(sent.Failure);
        Assert.Equal(Reach.Unknown, sent.Reach);
    }

    private async Task BreakAsync()
    {
        for (var i = 0; i < 3; i++) await SendAsync(HttpStatusCode.ServiceUnavailable);
    }

    private async Task<Sent> SendAsync(HttpStatusCode status) =>
        await _circuits.RunAsync(Origin, _ => Task.FromResult(new HttpResponseMessage(status)), CancellationToken.None);
}
