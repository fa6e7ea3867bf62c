using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>What a caller gets, and what becomes of its entry, at the first attempt.</summary>
public sealed class FirstAttemptTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Post_TheOriginAnswers_ItsCallerGetsThatAndNothingIsKept(int status)
    {
        await using var chain = new OutboxChain((_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("said") }));

        using var response = await Wait.ForAsync(chain.PostAsync());

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("said", await response.Content.ReadAsStringAsync());
        Assert.False(response.TryGetReceipt(out _));
        Assert.True(await Wait.ForAsync(chain.Outbox.DrainAsync(TimeSpan.Zero)));
        Assert.Empty((await chain.Outbox.ListAsync(new OutboxQuery())).Entries);
        Assert.Equal(1, chain.Stub.Count);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Post_AGatewaySaysDown_IsKeptAndDeliveredLater(int status)
    {
        var answers = new Queue<HttpStatusCode>([(HttpStatusCode)status, HttpStatusCode.OK]);
        await using var chain = new OutboxChain((_, _) => Task.FromResult(new HttpResponseMessage(answers.Dequeue()) { Content = new StringContent("done") }));

        var receipt = await chain.QueueAsync();

        await chain.UntilAsync(() => chain.Stub.Count == 2);
        var outcome = await Wait.ForAsync(receipt.Completion);
        Assert.Equal((OutboxState.Delivered, 200), (outcome.State, outcome.Answer!.Status));
        Assert.Equal("done", System.Text.Encoding.UTF8.GetString(outcome.Answer.Body.Span));
        Assert.Equal(2, chain.Stub.Count);
    }

    [Fact]
    public async Task Post_Queued_TheAnswerSaysSo()
    {
        await using var chain = new OutboxChain((_, _) => throw new HttpRequestException("down"));

        using var response = await Wait.ForAsync(chain.PostAsync());

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("respond-async", response.Headers.GetValues("Preference-Applied").Single());
        Assert.True(response.TryGetReceipt(out var receipt));
        Assert.Equal(receipt.IdempotencyKey, response.Headers.GetValues("Idempotency-Key").Single());
        Assert.Equal("Coalesce; fwd=method; detail=queued", response.Headers.GetValues("Cache-Status").Single());
        Assert.Equal(0, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Cancel_DuringTheAttempt_IsWithdrawnAndNeverSentAgain()
    {
        await using var chain = new OutboxChain(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        });
        using var caller = new CancellationTokenSource();
        var call = chain.PostAsync(cancellationToken: caller.Token);
        await chain.Stub.WaitForRequestsAsync(1);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(call));
        await Wait.UntilAsync(() => chain.Outbox.ListAsync(new OutboxQuery()).AsTask().Result.Entries is [{ State: OutboxState.Withdrawn, MayHaveArrived: true }]);
        chain.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, chain.Stub.Count);
    }
}
