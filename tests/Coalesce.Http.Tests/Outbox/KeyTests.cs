using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Outbox;

/// <summary>One mutation is the same at each attempt, and known by its key.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("header-key", null)]
    [InlineData(null, "own-key")]
    [InlineData("header-key", "own-key")]
    public async Task Replay_AfterEachKindOfFailure_SendsTheSameBytes(string? header, string? own)
    {
        var sent = new ConcurrentQueue<string>();
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        await using var chain = new OutboxChain(async (request, token) =>
        {
            var text = new StringBuilder($"{request.Method} {request.RequestUri} {request.Version} {request.VersionPolicy}\n");
            foreach (var (name, values) in request.Headers.NonValidated) text.Append(name).Append(": ").AppendJoin('|', values).Append('\n');
            _ = request.Content!.Headers.ContentLength; // it stands among them once it was asked for
            foreach (var (name, values) in request.Content.Headers.NonValidated.OrderBy(field => field.Key, StringComparer.Ordinal)) text.Append(name).Append(": ").AppendJoin('|', values).Append('\n');
            text.Append(Convert.ToHexString(await request.Content.ReadAsByteArrayAsync(token)));
            sent.Enqueue(text.ToString());
            return sent.Count switch
            {
                1 => throw new HttpRequestException(HttpRequestError.ConnectionError, "down"),
                2 => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
                3 => throw new HttpRequestException("reset", new IOException()),
                4 => new HttpResponseMessage(HttpStatusCode.TooManyRequests),
                _ => new HttpResponseMessage(HttpStatusCode.OK),
            };
        });
        chain.Client.DefaultRequestHeaders.Add("X-Default", "d");

        var receipt = await chain.QueueAsync("/like?q=1", body: null, request =>
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "weird/type; x=\"y\"");
            request.Headers.TryAddWithoutValidation("X-Two", ["a", "b"]);
            request.Headers.Accept.ParseAdd("text/plain, application/json;q=0.5");
            request.Headers.UserAgent.ParseAdd("app/1.0 (test)");
            if (header is not null) request.Headers.Add("Idempotency-Key", header);
            if (own is not null) request.WithIdempotencyKey(own);
        });
        var outcome = await chain.EndAsync(receipt);

        Assert.True(outcome.IsDelivered);
        Assert.Equal(5, sent.Count);
        Assert.Single(sent.Distinct());
        Assert.EndsWith(Convert.ToHexString(bytes), sent.First(), StringComparison.Ordinal);
        Assert.Contains($"\nIdempotency-Key: {receipt.IdempotencyKey}\n", sent.First(), StringComparison.Ordinal);
        if ((own ?? header) is { } key) Assert.Equal(key, receipt.IdempotencyKey);
    }

    [Fact]
    public async Task Post_TheSameKeyAgain_JoinsTheEntryWhereverItStands()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);
        var first = await chain.QueueAsync(change: request => request.WithIdempotencyKey("k"));

        var waiting = await chain.QueueAsync(change: request => request.WithIdempotencyKey("k"));
        server.IsUp = true;
        await chain.EndAsync(first);
        var ended = await chain.QueueAsync(change: request => request.WithIdempotencyKey("k"));

        Assert.Equal((first.Id, first.Id), (waiting.Id, ended.Id));
        Assert.True((await Wait.ForAsync(ended.Completion)).IsDelivered);
        Assert.Single(server.Arrived);
        await Wait.UntilAsync(() => chain.StepsOf(first).Count(step => step == BrokerEventKind.EntryJoined) == 2);
    }

    [Fact]
    public async Task Post_JoinsOneThatIsTrying_WhoseCallerLeaves_GoesOn()
    {
        var isFirst = true;
        await using var chain = new OutboxChain(async (_, token) =>
        {
            if (!isFirst) return new HttpResponseMessage(HttpStatusCode.Created);
            isFirst = false;
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        });
        using var caller = new CancellationTokenSource();
        var trying = chain.PostAsync(change: request => request.WithIdempotencyKey("k"), cancellationToken: caller.Token);
        await chain.Stub.WaitForRequestsAsync(1);
        var joined = await chain.QueueAsync(change: request => request.WithIdempotencyKey("k"));

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(trying));

        Assert.Equal((OutboxState.Delivered, 201), ((await chain.EndAsync(joined)).State, (await joined.Completion).Answer!.Status));
        Assert.Equal(2, chain.Stub.Count);
    }

    [Theory]
    [InlineData("/like", "y")]
    [InlineData("/other", "x")]
    public async Task Post_TheSameKeyWithOtherContent_IsRefused(string path, string body)
    {
        await using var chain = new OutboxChain(new Scripted().AnswerAsync);
        await chain.QueueAsync(change: request => request.WithIdempotencyKey("k"));

        var error = await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => Wait.ForAsync(chain.PostAsync(path, body, request => request.WithIdempotencyKey("k"))));

        Assert.DoesNotContain("stub", error.Message, StringComparison.Ordinal);
        Assert.Single((await chain.Outbox.ListAsync(new OutboxQuery())).Entries);
    }

    [Fact]
    public async Task Post_TheSameKeyOfAnotherPartition_IsAnotherMutation()
    {
        await using var chain = new OutboxChain(new Scripted().AnswerAsync);

        var one = await chain.QueueAsync(change: request => request.WithIdempotencyKey("k").WithPartition("A"));
        var two = await chain.QueueAsync(change: request => request.WithIdempotencyKey("k").WithPartition("B"));

        Assert.NotEqual(one.Id, two.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Post_AnEmptyKey_IsNone(string empty)
    {
        await using var chain = new OutboxChain(new Scripted().AnswerAsync);
        void Give(HttpRequestMessage request) => request.Headers.TryAddWithoutValidation("Idempotency-Key", empty);

        var one = await chain.QueueAsync(body: "1", change: Give);
        var other = await chain.QueueAsync(body: "2", change: Give);

        Assert.NotEqual(one.Id, other.Id);
        Assert.False(string.IsNullOrWhiteSpace(one.IdempotencyKey));
    }

    [Fact]
    public async Task Post_TheSameTwiceWithoutAKey_AreTwoMutations()
    {
        var server = new Scripted();
        await using var chain = new OutboxChain(server.AnswerAsync);

        var one = await chain.QueueAsync();
        var two = await chain.QueueAsync();
        server.IsUp = true;
        await chain.EndAsync(two);

        Assert.NotEqual(one.IdempotencyKey, two.IdempotencyKey);
        Assert.Equal(2, server.Arrived.Count);
    }
}
