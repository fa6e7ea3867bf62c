using System.Net;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

/// <summary>What the app, the route and the client say of a replay, before it is sent and after.</summary>
public sealed class ReplayRulesTests
{
    [Theory]
    [InlineData(ConflictDecision.DeadLetter, OutboxState.Dead, OutboxReason.Conflict)]
    [InlineData(ConflictDecision.Delivered, OutboxState.Delivered, OutboxReason.None)]
    [InlineData(ConflictDecision.Retry, OutboxState.Waiting, OutboxReason.None)]
    public async Task Run_OnConflict_Decides(ConflictDecision decision, OutboxState state, OutboxReason reason)
    {
        var rig = new EngineRig(EngineRig.Status(409));
        OutboxAnswer? seen = null;
        rig.Settings = rig.Settings with
        {
            OnConflict = (_, answer, _) =>
            {
                seen = answer;
                return ValueTask.FromResult(decision);
            },
        };

        var change = await rig.ReplayAsync();

        Assert.Equal((state, reason, 409), (change.To, change.Reason, seen!.Status));
        Assert.Equal(409, change.Attempt!.Status);
        if (state == OutboxState.Waiting) Assert.Equal(TimeSpan.FromSeconds(1), change.NotBefore - change.At);
    }

    [Fact]
    public async Task Run_AHookThrows_KeepsTheEntry()
    {
        var rig = new EngineRig(EngineRig.Status(409));
        var plain = rig.Settings;

        rig.Settings = plain with { OnConflict = (_, _, _) => throw new InvalidOperationException() };
        EngineRig.AssertAgain(await rig.ReplayAsync(), TimeSpan.FromSeconds(1), 1, 409, null, arrived: true);
        rig.Settings = plain with { OnReplaying = (_, _, _) => throw new InvalidOperationException() };
        var unsent = await rig.ReplayAsync();

        Assert.Equal((OutboxState.Waiting, null, TimeSpan.FromSeconds(1)), (unsent.To, unsent.Attempt, unsent.NotBefore - unsent.At));
        Assert.Equal(["OnConflict", "OnReplaying"], rig.Failures);
        Assert.Equal(1, rig.Sends);
    }

    [Fact]
    public async Task Run_OnReplaying_AddsToTheRequest()
    {
        string? seen = null;
        var rig = new EngineRig((request, _) =>
        {
            seen = request.Headers.GetValues("X-Tenant").Single();
            return Task.FromResult(new HttpResponseMessage());
        });
        rig.Settings = rig.Settings with
        {
            OnReplaying = (request, entry, _) =>
            {
                request.Headers.Add("X-Tenant", entry.Lane);
                return ValueTask.CompletedTask;
            },
        };

        await rig.ReplayAsync();

        Assert.Equal("lane", seen);
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(3, 2, false)]
    [InlineData(2, 2, true)]
    public async Task Run_MaxAttempts_CountsTheFirst(int max, int made, bool isUsedUpBefore)
    {
        var rig = new EngineRig(EngineRig.Status(503)) { Rules = new OutboxRules { MaxAttempts = max } };

        var change = await rig.ReplayAsync(EngineRig.Entry with { AttemptCount = made });

        Assert.Equal((OutboxState.Dead, OutboxReason.AttemptsUsedUp), (change.To, change.Reason));
        Assert.Equal(isUsedUpBefore ? 0 : 1, rig.Sends);
    }

    [Fact]
    public async Task Run_TooOld_IsNotSent()
    {
        var rig = new EngineRig();

        var expired = await rig.ReplayAsync(EngineRig.Entry with { ExpiresAt = OutboxSamples.At(0) });
        var unknown = await rig.ReplayAsync(EngineRig.Entry with { FirstSentAt = OutboxSamples.At(-86_401) });
        var known = await rig.ReplayAsync(EngineRig.Entry with { FirstSentAt = OutboxSamples.At(-86_400), ExpiresAt = OutboxSamples.At(1) });

        Assert.Equal((OutboxState.Dead, OutboxReason.Expired), (expired.To, expired.Reason));
        Assert.Equal((OutboxState.Dead, OutboxReason.OutcomeUnknown), (unknown.To, unknown.Reason));
        Assert.Equal((OutboxState.Delivered, 1), (known.To, rig.Sends));
    }

    [Theory]
    [InlineData("http://origin/", true)]
    [InlineData("http://ORIGIN/base", true)]
    [InlineData("https://origin/", false)]
    [InlineData("http://origin:8080/", false)]
    [InlineData("http://elsewhere/", false)]
    public async Task Run_TheClientsAddressHasChanged_IsHeldAndNotSent(string address, bool isSent)
    {
        var rig = new EngineRig { BaseAddress = new Uri(address) };

        var change = await rig.ReplayAsync();

        Assert.Equal((isSent ? OutboxState.Delivered : OutboxState.Waiting, isSent ? 1 : 0), (change.To, rig.Sends));
        if (!isSent) Assert.Equal(LaneHoldReason.OriginChanged, Assert.Single(rig.Holds.Snapshot()).Why);
    }

    [Fact]
    public async Task Run_OtherCredentials_IsHeldUntilSomebodyVouches()
    {
        var rig = new EngineRig { Credentials = "B" };
        var entry = EngineRig.Entry with { CredentialsMark = new CredentialMarks(rig.Store).Of("A") };

        var held = await rig.ReplayAsync(entry);
        Assert.Equal((OutboxState.Waiting, null, 0), (held.To, held.Attempt, rig.Sends));
        Assert.Equal(LaneHoldReason.CredentialsChanged, Assert.Single(rig.Holds.Snapshot()).Why);
        Assert.Empty(rig.Holds.ReleaseAfter(entry)); // another user's 2xx says nothing of this one's
        Assert.Single(rig.Holds.Release(partition: null));

        Assert.Equal((OutboxState.Delivered, 1), ((await rig.ReplayAsync(entry)).To, rig.Sends));
    }

    [Fact]
    public async Task Run_SomebodyHasVouched_IsForTheCredentialsOfThatMomentAndAllEntriesOfTheOld()
    {
        var rig = new EngineRig { Credentials = "A, refreshed" };
        var old = EngineRig.Entry with { CredentialsMark = new CredentialMarks(rig.Store).Of("A") };
        await rig.ReplayAsync(old);
        rig.Holds.Release(partition: null);

        rig.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "down");
        var failed = await rig.ReplayAsync(old);
        Assert.Equal((OutboxState.Waiting, 1), (failed.To, rig.Sends));
        rig.Answer = EngineRig.Status(200);
        Assert.Equal((OutboxState.Delivered, 2), ((await rig.ReplayAsync(old with { Id = Guid.NewGuid() })).To, rig.Sends)); // the next of its lane

        rig.Credentials = "B";
        Assert.Equal((OutboxState.Waiting, null), ((await rig.ReplayAsync(old with { CredentialsMark = failed.CredentialsMark })).To, (await rig.ReplayAsync(old)).Attempt));
        Assert.Equal(2, rig.Sends);
        Assert.Equal(LaneHoldReason.CredentialsChanged, Assert.Single(rig.Holds.Snapshot()).Why);
    }

    [Theory]
    [InlineData("P", null)]
    [InlineData(null, "P")]
    public async Task Run_OfAPartition_ThePartitionVouches(string? app, string? own)
    {
        var rig = new EngineRig { Credentials = "refreshed" };

        var change = await rig.ReplayAsync(EngineRig.Entry with { Partition = app, OwnPartition = own, CredentialsMark = "another's" });

        Assert.Equal((OutboxState.Delivered, null), (change.To, change.CredentialsMark));
    }

    [Fact]
    public async Task Run_OutsideItsWindow_WaitsForItAndIsNotSent()
    {
        var rig = new EngineRig { Rules = new OutboxRules { Window = DailyWindow.Parse("22:00-06:00") } };
        rig.Time.Advance(TimeSpan.FromHours(12));

        var change = await rig.ReplayAsync();

        Assert.Equal((OutboxState.Waiting, 0), (change.To, rig.Sends));
        Assert.Equal(OutboxSamples.Start.AddHours(22), change.NotBefore);
    }

    [Fact]
    public async Task Run_LongAnswer_IsKeptUpToItsBound()
    {
        var rig = new EngineRig((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[100_000]) }));

        var answer = (await rig.ReplayAsync()).Answer!;

        Assert.Equal((64 * 1024, true), (answer.Body.Length, answer.IsCut));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task Run_RefusedElsewhere_HoldsTheLaneSinceItsOwnOriginHasNotJudged(int status)
    {
        var rig = new EngineRig((_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { RequestMessage = new HttpRequestMessage(HttpMethod.Get, "http://log.in/") }));

        var change = await rig.ReplayAsync();

        Assert.Equal((OutboxState.Waiting, null), (change.To, change.Attempt));
        Assert.Equal(LaneHoldReason.Redirected, Assert.Single(rig.Holds.Snapshot()).Why);
    }
}
