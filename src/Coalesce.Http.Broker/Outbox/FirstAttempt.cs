using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>A mutation's way from its caller into the store and, where that is right, to the server.</summary>
/// <remarks>
/// <para>The entry is durable before the first attempt, and leased to this process. Exactly one of four things ends that lease: the caller has the server's answer; the caller
/// has its receipt; the caller left or failed, and the entry is withdrawn; the process died, and another makes it wait.</para>
/// <para>On cancel: while the body is read, nothing is stored yet. The append is not left, since it cannot be undone half-way; when the caller has left meanwhile, the entry is withdrawn. During the
/// attempt, the attempt is cancelled and the entry withdrawn. While the entry is made to wait, it is past the point: the caller gets its receipt.</para>
/// </remarks>
internal sealed class FirstAttempt(
    string owner, OutboxSettings settings, Circuits circuits, LeaseLedger ledger, CredentialMarks marks, IOutboxObserver observer, TimeProvider time)
{
    /// <param name="entry">The entry, not stored yet.</param>
    /// <param name="rules">Its route's rules.</param>
    /// <param name="request">The request that it was made of.</param>
    /// <param name="send">Sends the request.</param>
    /// <param name="handedOver">When the caller handed it over.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="OutboxException">It could not be stored, and was not sent.</exception>
    public async Task<Submitted> RunAsync(
        OutboxEntry entry, OutboxRules rules, HttpRequestMessage request, Func<CancellationToken, Task<HttpResponseMessage>> send, long handedOver, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mayTry = rules.Queue != QueueWhen.Always && entry.NotBefore <= entry.CreatedAt && !circuits.IsOpen(entry.Uri) && !ledger.HoldsBack(entry);
        var appended = await settings.Store.AppendAsync(entry, owner, mayTry, settings.Bounds, CancellationToken.None).ConfigureAwait(false);
        foreach (var id in appended.Compacted) observer.Told(OutboxStep.Compacted, entry with { Id = id });
        switch (appended.Result)
        {
            case OutboxAppendResult.TooManyEntries: throw Full($"{settings.Bounds.MaxEntries} entries", "MaxEntries");
            case OutboxAppendResult.TooManyBytes: throw Full($"{settings.Bounds.MaxBytes} bytes", "MaxBytes");
            case OutboxAppendResult.KeyReused: throw new IdempotencyKeyReusedException(
                $"The Idempotency-Key of this {entry.Method} was used for another request, with other content, that is in the outbox of client '{entry.Client}'. Use a new key for a new request.");
            case OutboxAppendResult.Joined or OutboxAppendResult.Compacted:
                observer.Told(appended.Result == OutboxAppendResult.Joined ? OutboxStep.Joined : OutboxStep.Compacted, appended.Entry!);
                return new Submitted(appended.Entry!, appended.Compacted);
        }
        ledger.Add(appended.Lease, entry);
        // One that took others' places is past withdrawing: they were acknowledged, and must not be lost with it.
        if (cancellationToken.IsCancellationRequested && appended.Compacted.Count == 0)
        {
            Withdraw(appended.Lease, attempt: null);
            throw new OperationCanceledException(cancellationToken);
        }
        if (appended.Result == OutboxAppendResult.Trying)
            return await TryAsync(entry, appended, rules, request, send, handedOver, cancellationToken).ConfigureAwait(false);
        observer.Told(OutboxStep.Queued, entry);
        _ = ledger.SettleAsync(appended.Lease, Queued(entry, attempt: null, mark: null)); // it is durable, and its lane busy: this only lets go of it
        return new Submitted(entry, appended.Compacted) { IsFresh = true };
    }

    private async Task<Submitted> TryAsync(
        OutboxEntry entry, OutboxAppended appended, OutboxRules rules, HttpRequestMessage request, Func<CancellationToken, Task<HttpResponseMessage>> send, long handedOver,
        CancellationToken cancellationToken)
    {
        var exchange = new OutboxExchange { Marks = entry.Partition is null && entry.OwnPartition is null ? marks.Of : null };
        exchange.Attach(request);
        var started = (At: time.GetUtcNow(), Stamp: time.GetTimestamp());
        using var patience = new Patience(rules.SlowAfter, time.GetElapsedTime(handedOver, started.Stamp), observer, time, cancellationToken);
        var sent = await circuits.RunAsync(entry.Uri, send, patience.Token).ConfigureAwait(false);

        OutboxAttempt Attempt(string? error) => new(1, started.At, time.GetElapsedTime(started.Stamp), (int?)sent.Response?.StatusCode, error, exchange.ReachedWire);
        if (sent.Response is { } response && sent.Reach != Reach.Down)
        {
            // Not waited for: should the process die first, it is sent once more with the same key.
            _ = ledger.SettleAsync(appended.Lease, Answered(response, ReplayVerdicts.Of(response, exchange.IsElsewhere(response), rules), Attempt(null)));
            return new Submitted(response);
        }
        sent.Response?.TryDispose();
        var isSlow = patience.IsOver || sent.Reach == Reach.Slow;
        var error = sent.Failure is null ? null : isSlow ? "Slow" : Reaching.NameOf(sent.Failure);
        var attempt = sent.IsUnsent || (isSlow && !exchange.HasLeft) ? null : Attempt(error); // a wait for its turn is none
        if (cancellationToken.IsCancellationRequested || !(sent.Reach == Reach.Down || (isSlow && rules.Queue == QueueWhen.DownOrSlow)))
        {
            Withdraw(appended.Lease, attempt);
            sent.Throw();
            throw new OperationCanceledException(cancellationToken); // a gateway had answered
        }
        var queued = Queued(entry, attempt, exchange.Mark) with { Reach = isSlow ? Reach.Slow : Reach.Down };
        if (sent.Reach == Reach.Down) queued = Later(queued, rules.Backoff.DelayAfter(1, settings.Random()));
        if (sent.Response is { } gateway && ReplayVerdicts.RetryAfterOf(gateway, queued.At) is { } asked && queued.At + asked > queued.NotBefore)
            queued = Later(queued, asked) with { Reach = Reach.Unknown }; // as long as it asked for
        // Waited for, so that whoever begins after this answer finds the lane busy. A store that fails here has the entry already.
        observer.Told(OutboxStep.Queued, entry);
        await ledger.SettleAsync(appended.Lease, queued).ConfigureAwait(false);
        return new Submitted(entry, appended.Compacted);
    }

    /// <summary>Its caller has the answer. Whoever joined it has a receipt: for them it is delivered where the server accepted it, and waits for a replay where it did not.</summary>
    private OutboxChange Answered(HttpResponseMessage response, ReplayVerdict verdict, OutboxAttempt attempt) => new()
    {
        To = verdict == ReplayVerdict.Delivered ? OutboxState.Delivered : OutboxState.Withdrawn,
        IsAnswered = true,
        Attempt = attempt,
        Reach = verdict == ReplayVerdict.Redirected ? Reach.Unknown : Reach.Up, // somebody else's page says nothing of the server
        Answer = new OutboxAnswer((int)response.StatusCode, [], default, IsCut: true), // the rest is its caller's
        At = time.GetUtcNow(),
    };

    private static OutboxChange Later(OutboxChange change, TimeSpan delay) =>
        change.At + delay > change.NotBefore ? change with { NotBefore = change.At + delay } : change;

    private void Withdraw(OutboxLease lease, OutboxAttempt? attempt)
    {
        _ = ledger.SettleAsync(lease, new OutboxChange { To = OutboxState.Withdrawn, Attempt = attempt, At = time.GetUtcNow() });
    }

    private OutboxChange Queued(OutboxEntry entry, OutboxAttempt? attempt, string? mark)
    {
        var now = time.GetUtcNow();
        // A clock that was set back meanwhile has made the moment mean nothing: whoever sends it looks at its hours once more.
        var isLater = entry.NotBefore > now && now >= entry.NotBeforeSetAt;
        return new OutboxChange { To = OutboxState.Waiting, Attempt = attempt, CredentialsMark = mark, NotBefore = isLater ? entry.NotBefore : now, At = now };
    }

    private static OutboxFullException Full(string bound, string option) => new(
        $"The outbox holds as much as it may, {bound}: deliver or discard what it holds, or raise Outbox.{option}. The request was not sent, and nothing it holds was lost.");
}
