using System.Globalization;
using Coalesce.Http.Broker;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http;

/// <summary>Ends the caller's whole wait, for turn, head and body, at the request's deadline.</summary>
internal sealed class DeadlineHandler(RequestBroker broker) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        RequestSettings.Find(request)?.Deadline is { } deadline ? SendUntilAsync(deadline, request, cancellationToken) : base.SendAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // What takes a request back works asynchronously; only this caller's thread waits for it.
        RequestSettings.Find(request)?.Deadline is null ? base.Send(request, cancellationToken)
            : Task.Run(() => SendAsync(request, cancellationToken), CancellationToken.None).GetAwaiter().GetResult();

    private async Task<HttpResponseMessage> SendUntilAsync(DateTimeOffset deadline, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Exception Missed()
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"The request's deadline, {deadline:O}, has passed.");
            return new TaskCanceledException(message, new TimeoutException(message));
        }

        var left = deadline - broker.Time.GetUtcNow();
        if (left <= TimeSpan.Zero) throw Missed();
        var recall = broker.CreateRecall();
        // Timers take at most about 49 days; who gives more has HttpClient.Timeout to fear first.
        var due = left < TimeSpan.FromDays(45) ? left : TimeSpan.FromDays(45);
        var timer = broker.Time.CreateTimer(static state => { var (recall, missed) = ((Recall, Func<Exception>))state!; recall.Fire(missed); },
            (recall, (Func<Exception>)Missed), due, Timeout.InfiniteTimeSpan);
        return await RecallableSend.RunAsync(base.SendAsync, request, recall, timer.Dispose, cancellationToken).ConfigureAwait(false);
    }
}
