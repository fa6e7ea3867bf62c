using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http;

/// <summary>Sends a request that may be taken back, while it waits and until its body ends.</summary>
internal static class RecallableSend
{
    /// <param name="send">The inner handlers.</param>
    /// <param name="request">The request.</param>
    /// <param name="recall">Takes it back; its reason is what the caller gets then.</param>
    /// <param name="done">Called once neither answer nor body is waited for any more; may be called more than once.</param>
    /// <param name="cancellationToken">The caller's own token.</param>
    public static async Task<HttpResponseMessage> RunAsync(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send,
        HttpRequestMessage request, Recall recall, Action done, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, recall.Token);
        HttpResponseMessage response;
        try
        {
            response = await send(request, either.Token).ConfigureAwait(false)
                ?? throw new InvalidOperationException("A handler further in returned no response.");
        }
        catch (Exception e)
        {
            done();
            if (recall.Reason is { } reason) throw reason();
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw new TaskCanceledException(e.Message, e, cancellationToken);
            throw;
        }
        // A mutation that is kept will be delivered: its caller gets its receipt, and is not told that it was taken back.
        var isKept = OutboxReceipts.TryFind(response, out _);
        if (recall.Reason is { } late && !isKept)
        {
            done();
            response.Dispose();
            throw late();
        }
        try
        {
            // Where there is no more to come, nobody need read or dispose it, and so nothing would tell its end.
            if (isKept || BodyTraits.IsWhole(response, request.Method)) done();
            else response.Content = new RecallContent(response.Content, recall, done);
        }
        catch
        {
            done(); // content of another's making could not say its length
            response.TryDispose();
            throw;
        }
        return response;
    }
}
