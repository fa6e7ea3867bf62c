using System.Net;
using System.Net.Sockets;
using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

/// <summary>What becomes of the entry of a first attempt, and what its caller gets.</summary>
public sealed class FirstAttemptTests
{
    private static readonly OutboxEntry Entry = OutboxSamples.Entry() with { NotBefore = OutboxSamples.Start };

    public static TheoryData<Exception, string, bool> Failures => new()
    {
        { new HttpRequestException(HttpRequestError.ConnectionError, "secret"), "ConnectionError", false },
        { new HttpRequestException(HttpRequestError.NameResolutionError, "secret"), "NameResolutionError", false },
        { new HttpRequestException(HttpRequestError.SecureConnectionError, "secret"), "SecureConnectionError", false },
        { new HttpRequestException(HttpRequestError.ResponseEnded, "secret"), "ResponseEnded", true },
        { new HttpRequestException("secret", new IOException("reset", new SocketException((int)SocketError.ConnectionReset))), "HttpRequestException", true },
        { new TaskCanceledException("secret", new TimeoutException()), "TaskCanceledException", false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Run_TheServerCannotBeReached_IsKeptForAfterTheBackoff(Exception failure, string name, bool arrived)
    {
        var rig = new EngineRig((_, _) => throw failure);

        var submitted = await Wait.ForAsync(rig.FirstAsync(Entry));

        Assert.Equal(Entry.Id, submitted.Entry!.Id);
        await AssertKeptAsync(rig, TimeSpan.FromSeconds(1), null, name, arrived);
    }

    [Theory]
    [InlineData(502, null, 1)]
    [InlineData(503, null, 1)]
    [InlineData(504, null, 1)]
    [InlineData(503, "120", 120)]
    [InlineData(503, "Tue, 01 Jan 2030 00:05:00 GMT", 300)]
    [InlineData(503, "0", 1)]
    [InlineData(503, "soon", 1)]
    [InlineData(503, "2147483647", 86_400)]
    public async Task Run_AGatewaySaysDown_IsKeptForAfterTheBackoffOrLater(int status, string? retryAfter, double seconds)
    {
        var rig = new EngineRig(retryAfter is null ? EngineRig.Status(status) : EngineRig.Status(status, ("Retry-After", retryAfter)));

        await Wait.ForAsync(rig.FirstAsync(Entry));

        await AssertKeptAsync(rig, TimeSpan.FromSeconds(seconds), status, null, arrived: true);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Run_TheOriginAnswers_IsItsCallersAndKeptNoMore(int status)
    {
        var rig = new EngineRig(EngineRig.Status(status));

        var submitted = await Wait.ForAsync(rig.FirstAsync(Entry));

        Assert.Equal(status, (int)submitted.Answer!.StatusCode);
        Assert.Null(await rig.StoredAsync(Entry));
    }

    public static TheoryData<Exception> OwnFaults =>
    [
        new InvalidOperationException("a handler's bug"),
        new HttpRequestException(HttpRequestError.UserAuthenticationError),
        new HttpRequestException("from EnsureSuccessStatusCode in a handler", null, HttpStatusCode.Forbidden),
    ];

    [Theory]
    [MemberData(nameof(OwnFaults))]
    public async Task Run_WhatFailsIsOurOwn_IsWithdrawnAndThrown(Exception failure)
    {
        var rig = new EngineRig((_, _) => throw failure);

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => Wait.ForAsync(rig.FirstAsync(Entry)));

        Assert.Same(failure, thrown);
        Assert.Equal(OutboxState.Withdrawn, (await rig.StoredAsync(Entry))!.State);
    }

    [Fact]
    public async Task Run_TheCallerLeavesDuringTheAppend_IsWithdrawnAndNeverSent()
    {
        using var caller = new CancellationTokenSource();
        var rig = new EngineRig();
        var store = new HeldAppends(rig.Store);
        rig.Settings = rig.Settings with { Store = store };

        var call = rig.FirstAsync(Entry, caller.Token);
        await caller.CancelAsync();
        Assert.False(call.IsCompleted); // an append cannot be undone half-way
        store.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        var stored = await rig.StoredAsync(Entry);
        Assert.Equal((OutboxState.Withdrawn, false, 0), (stored!.State, stored.MayHaveArrived, rig.Sends));
    }

    [Fact]
    public async Task Run_TheAppendTakesLongerThanTheCallerWaits_IsKeptAndAcknowledged()
    {
        var rig = new EngineRig((_, token) => Task.FromCanceled<HttpResponseMessage>(token.IsCancellationRequested ? token : new CancellationToken(true)))
        {
            Rules = new OutboxRules { Queue = QueueWhen.DownOrSlow, SlowAfter = TimeSpan.FromSeconds(1) },
        };
        var store = new HeldAppends(rig.Store);
        rig.Settings = rig.Settings with { Store = store };

        var call = rig.FirstAsync(Entry);
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        store.Release();

        var submitted = await Wait.ForAsync(call);
        Assert.Equal(Entry.Id, submitted.Entry!.Id);
        Assert.Equal(OutboxState.Waiting, (await rig.StoredAsync(Entry))!.State);
    }

    [Fact]
    public async Task Run_Slow_TheAttemptIsCancelledAndTheEntryKept()
    {
        var sent = new TaskCompletionSource();
        var rig = new EngineRig(async (_, token) =>
        {
            sent.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        })
        {
            Rules = new OutboxRules { Queue = QueueWhen.DownOrSlow, SlowAfter = TimeSpan.FromSeconds(1) },
        };

        var call = rig.FirstAsync(Entry);
        await Wait.ForAsync(sent.Task);
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull((await Wait.ForAsync(call)).Entry);
        var stored = (await rig.StoredAsync(Entry))!;
        Assert.Equal((OutboxState.Waiting, "Slow", true), (stored.State, stored.Attempts.Single().Error, stored.MayHaveArrived));
    }

    [Fact]
    public async Task Run_TheCircuitIsOpen_IsKeptUnsent()
    {
        var rig = new EngineRig(EngineRig.Status(503));
        for (var i = 0; i < 3; i++) await Wait.ForAsync(rig.FirstAsync(OutboxSamples.Entry($"lane {i}") with { NotBefore = OutboxSamples.Start }));
        Assert.Equal(3, rig.Sends);

        await Wait.ForAsync(rig.FirstAsync(Entry));

        Assert.Equal(3, rig.Sends);
        var stored = (await rig.StoredAsync(Entry))!;
        Assert.Equal((OutboxState.Waiting, 0), (stored.State, stored.AttemptCount));
    }

    [Fact]
    public async Task Run_Always_IsKeptUnsent()
    {
        var rig = new EngineRig { Rules = new OutboxRules { Queue = QueueWhen.Always } };

        Assert.NotNull((await Wait.ForAsync(rig.FirstAsync(Entry))).Entry);

        Assert.Equal((OutboxState.Waiting, 0), ((await rig.StoredAsync(Entry))!.State, rig.Sends));
    }

    [Fact]
    public async Task Run_ItsTimeHasNotCome_IsKeptUnsent()
    {
        var rig = new EngineRig();
        var later = Entry with { NotBefore = OutboxSamples.At(3_600) };

        await Wait.ForAsync(rig.FirstAsync(later));

        var stored = (await rig.StoredAsync(later))!;
        Assert.Equal((OutboxState.Waiting, OutboxSamples.At(3_600), 0), (stored.State, stored.NotBefore, rig.Sends));
    }

    private static async Task AssertKeptAsync(EngineRig rig, TimeSpan delay, int? status, string? error, bool arrived)
    {
        var stored = (await rig.StoredAsync(Entry))!;
        Assert.Equal((OutboxState.Waiting, delay), (stored.State, stored.NotBefore - stored.NotBeforeSetAt));
        var attempt = stored.Attempts.Single();
        Assert.Equal((1, status, error, arrived), (attempt.Number, attempt.Status, attempt.Error, attempt.MayHaveArrived));
        Assert.Equal([OutboxStep.Queued], rig.Steps);
    }
}
