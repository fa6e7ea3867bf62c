using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

/// <summary>The table of verdicts at replay: state, reason, history, delay.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(204)]
    public async Task Run_2xx_IsDelivered(int status)
    {
        var rig = new EngineRig(EngineRig.Status(status, ("Set-Cookie", "canary"), ("Server", "s")));

        var change = await rig.ReplayAsync();

        Assert.Equal((OutboxState.Delivered, OutboxReason.None), (change.To, change.Reason));
        Assert.Equal((1, status, null, true), (change.Attempt!.Number, change.Attempt.Status, change.Attempt.Error, change.Attempt.MayHaveArrived));
        Assert.Equal(status, change.Answer!.Status);
        Assert.Contains(change.Answer.Headers, field => field.Key == "Server");
        Assert.DoesNotContain(change.Answer.Headers, field => field.Value.Contains("canary", StringComparison.Ordinal));
        Assert.Equal([OutboxStep.Replaying], rig.Steps);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(422)]
    public async Task Run_4xx_IsRejectedWithTheAnswerKept(int status)
    {
        var rig = new EngineRig(EngineRig.Status(status));

        var change = await rig.ReplayAsync();

        Assert.Equal((OutboxState.Dead, OutboxReason.Rejected, status), (change.To, change.Reason, change.Attempt!.Status!.Value));
        Assert.Equal("said"u8.ToArray(), change.Answer!.Body.ToArray());
    }

    [Theory]
    [InlineData(409)]
    [InlineData(412)]
    public async Task Run_Conflict_IsADeadLetterUnlessSomebodyDecides(int status)
    {
        var change = await new EngineRig(EngineRig.Status(status)).ReplayAsync();

        Assert.Equal((OutboxState.Dead, OutboxReason.Conflict, status), (change.To, change.Reason, change.Attempt!.Status!.Value));
    }

    [Theory]
    [InlineData(407)]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    public async Task Run_NotNow_WaitsForTheBackoff(int status)
    {
        var rig = new EngineRig(EngineRig.Status(status));

        var change = await rig.ReplayAsync(EngineRig.Entry with { AttemptCount = 2 });

        // The third failure: up to four times the first delay.
        EngineRig.AssertAgain(change, TimeSpan.FromSeconds(4), 3, status, null, arrived: true);
    }

    [Theory]
    [InlineData(429, "120", 120)]
    [InlineData(503, "120", 120)]
    [InlineData(429, "Tue, 01 Jan 2030 00:05:00 GMT", 300)]
    [InlineData(500, "90", 90)]
    [InlineData(429, "0", 1)] // less than the back-off asks for
    [InlineData(429, "Mon, 31 Dec 2029 00:00:00 GMT", 1)]
    [InlineData(429, "soon", 1)]
    [InlineData(429, "-5", 1)]
    [InlineData(429, "99999999999999999999", 1)]
    [InlineData(429, "2147483647", 86_400)]
    [InlineData(429, "Fri, 31 Dec 9999 23:59:59 GMT", 86_400)]
    public async Task Run_RetryAfter_IsHonouredAndBounded(int status, string value, double seconds)
    {
        var change = await new EngineRig(EngineRig.Status(status, ("Retry-After", value))).ReplayAsync();

        EngineRig.AssertAgain(change, TimeSpan.FromSeconds(seconds), 1, status, null, arrived: true);
    }

    public static TheoryData<Exception, string, bool> Failures => new()
    {
        { new HttpRequestException(HttpRequestError.ConnectionError, "secret"), "ConnectionError", false },
        { new HttpRequestException(HttpRequestError.NameResolutionError, "secret"), "NameResolutionError", false },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "secret", new AuthenticationException()), "SecureConnectionError", false },
        { new HttpRequestException(HttpRequestError.ProxyTunnelError, "secret"), "ProxyTunnelError", false },
        { new HttpRequestException(HttpRequestError.ResponseEnded, "secret"), "ResponseEnded", true },
        { new HttpRequestException(HttpRequestError.HttpProtocolError, "secret"), "HttpProtocolError", true },
        { new HttpRequestException("secret", new IOException("reset", new SocketException((int)SocketError.ConnectionReset))), "HttpRequestException", true },
        { new TaskCanceledException("secret", new TimeoutException()), "TaskCanceledException", false }, // ConnectTimeout
        { new InvalidOperationException("secret"), "InvalidOperationException", true }, // a handler's bug
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Run_NoHead_WaitsForTheBackoff(Exception failure, string name, bool arrived)
    {
        var rig = new EngineRig((_, _) => throw failure);

        var change = await rig.ReplayAsync();

        EngineRig.AssertAgain(change, TimeSpan.FromSeconds(1), 1, null, name, arrived);
    }

    [Fact]
    public async Task Run_TooSlow_IsCancelledAndWaits()
    {
        var sent = new TaskCompletionSource();
        var rig = new EngineRig(async (_, token) =>
        {
            sent.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        });

        var replay = rig.ReplayAsync();
        await Wait.ForAsync(sent.Task);
        rig.Time.Advance(rig.Rules.AttemptTimeout);

        EngineRig.AssertAgain(await replay, TimeSpan.FromSeconds(1), 1, null, "Timeout", arrived: true);
    }

    [Fact]
    public async Task Run_Stopped_WaitsForNothing()
    {
        var sent = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var rig = new EngineRig(async (_, token) =>
        {
            sent.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        });

        var replay = rig.ReplayAsync(stop: stop.Token);
        await Wait.ForAsync(sent.Task);
        await stop.CancelAsync();

        EngineRig.AssertAgain(await replay, TimeSpan.Zero, 1, null, "Stopped", arrived: true);
    }

    [Fact]
    public async Task Run_StoppedBefore_CountsNoAttempt()
    {
        var rig = new EngineRig((_, token) => Task.FromCanceled<HttpResponseMessage>(token));

        var change = await rig.ReplayAsync(stop: new CancellationToken(canceled: true));

        Assert.Equal(OutboxState.Waiting, change.To);
        Assert.Empty(rig.Failures);
    }

    [Fact]
    public async Task Run_BodyBreaksOffAfterTheHead_TheHeadDecides()
    {
        var body = new HeldBody();
        body.Give("par");
        body.Fail(new IOException("reset"));
        var rig = new EngineRig((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Created) { Content = body.AsContent() }));

        var change = await rig.ReplayAsync();

        Assert.Equal(OutboxState.Delivered, change.To);
        Assert.True(change.Answer!.IsCut);
    }

    [Fact]
    public async Task Run_401_IsSentOnceMoreAtOnceWithWhatIsFreshThen()
    {
        var rig = new EngineRig();
        rig.Answer = (_, _) => Task.FromResult(new HttpResponseMessage(rig.Sends == 1 ? HttpStatusCode.Unauthorized : HttpStatusCode.OK));

        var change = await rig.ReplayAsync();

        Assert.Equal((OutboxState.Delivered, 2), (change.To, rig.Sends));
        Assert.Equal(1, change.Attempt!.Number);
    }

    [Fact]
    public async Task Run_401Twice_HoldsTheLaneAndBurnsNoAttempt()
    {
        var rig = new EngineRig(EngineRig.Status(401)) { Rules = new OutboxRules { MaxAttempts = 2 } };
        var entry = EngineRig.Entry with { AttemptCount = 1 };

        var change = await rig.ReplayAsync(entry);

        Assert.Equal((OutboxState.Waiting, null, 2), (change.To, change.Attempt, rig.Sends));
        Assert.Equal(LaneHoldReason.Unauthorized, Assert.Single(rig.Holds.Snapshot()).Why);
        Assert.Equal([OutboxStep.Replaying, OutboxStep.Held], rig.Steps);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Run_Bare3xx_HoldsTheLane(int status)
    {
        var rig = new EngineRig(EngineRig.Status(status));

        var change = await rig.ReplayAsync();

        Assert.Equal((OutboxState.Waiting, null), (change.To, change.Attempt));
        Assert.Equal(LaneHoldReason.Redirected, Assert.Single(rig.Holds.Snapshot()).Why);
        Assert.Equal([OutboxStep.Replaying, OutboxStep.Redirected], rig.Steps);
    }

    [Theory]
    [InlineData("GET", "http://origin/login", false)]
    [InlineData("POST", "http://login/a", false)]
    [InlineData("POST", "https://origin/a", false)]
    [InlineData("POST", "http://origin:81/a", false)]
    [InlineData("POST", "http://origin/elsewhere", true)]
    [InlineData("POST", "http://ORIGIN/a", true)]
    public async Task Run_2xxAfterARedirect_IsADeliveryOnlyByItsMethodAndOrigin(string method, string uri, bool isDelivered)
    {
        var rig = new EngineRig((_, _) => Task.FromResult(new HttpResponseMessage { RequestMessage = new HttpRequestMessage(HttpMethod.Parse(method), uri) }));

        Assert.Equal(isDelivered ? OutboxState.Delivered : OutboxState.Waiting, (await rig.ReplayAsync()).To);
        Assert.Equal(isDelivered ? 0 : 1, rig.Holds.Snapshot().Count);

        rig.Rules = rig.Rules with { RedirectIsSuccess = true };
        Assert.Equal(OutboxState.Delivered, (await rig.ReplayAsync()).To);
    }
}
