using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http;

/// <summary>What a single request asks of its broker. Each beats the value of the request's route.</summary>
public static class HttpRequestMessageExtensions
{
    /// <summary>Gives the request an urgency.</summary>
    /// <param name="request">The request.</param>
    /// <param name="urgency">0 (first) to 7 (last), after RFC 9218.</param>
    /// <returns>The same request.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="urgency"/> is not in 0 to 7.</exception>
    public static HttpRequestMessage WithUrgency(this HttpRequestMessage request, int urgency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(urgency);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(urgency, 7);
        RequestSettings.Of(request).Urgency = urgency;
        return request;
    }

    /// <summary>
    /// Says whose request it is. Where <see cref="CoalescingOptions.Partition"/> is set too, the pair of both counts, so that a
    /// component cannot pick another user's.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="partition">The partition, for example a user's id.</param>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage WithPartition(this HttpRequestMessage request, string partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        RequestSettings.Of(request).Partition = partition;
        return request;
    }

    /// <summary>Puts the request into a group in which a newer request takes the older one's place.</summary>
    /// <param name="request">The request.</param>
    /// <param name="group">The name of the group, taken literally.</param>
    /// <returns>The same request.</returns>
    /// <exception cref="ArgumentException"><paramref name="group"/> is empty.</exception>
    public static HttpRequestMessage WithSupersedeBy(this HttpRequestMessage request, string group)
    {
        ArgumentException.ThrowIfNullOrEmpty(group);
        RequestSettings.Of(request).SupersedeBy = group;
        return request;
    }

    /// <summary>Has the request answered by the origin and not of what is kept. What the origin answers may be kept in its place.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage WithoutCache(this HttpRequestMessage request)
    {
        RequestSettings.Of(request).WithoutCache = true;
        return request;
    }

    /// <summary>Sends the request on its own: it joins no flight, and none may join it.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage WithoutCoalescing(this HttpRequestMessage request)
    {
        RequestSettings.Of(request).WithoutCoalescing = true;
        return request;
    }

    /// <summary>
    /// Says until when the answer is of use. The caller's whole wait, for its turn, the head and the body, ends then in a
    /// <see cref="TaskCanceledException"/> around a <see cref="TimeoutException"/>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">The moment, by the broker's clock.</param>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage WithDeadline(this HttpRequestMessage request, DateTimeOffset deadline)
    {
        RequestSettings.Of(request).Deadline = deadline;
        return request;
    }

    /// <summary>
    /// Gives a mutation its <c>Idempotency-Key</c>, which each attempt carries. Two requests of one client and partition with the same key are the same mutation. Without one, a route with
    /// <see cref="RouteOptions.Queue"/> makes a new key for each request.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key: visible ASCII, at most 255 characters.</param>
    /// <returns>The same request.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is empty, too long, or has other characters.</exception>
    public static HttpRequestMessage WithIdempotencyKey(this HttpRequestMessage request, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > 255 || key.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
            throw new ArgumentException("An Idempotency-Key has at most 255 characters, all of them visible ASCII.", nameof(key));
        RequestSettings.Of(request).IdempotencyKey = key;
        return request;
    }

    /// <summary>Puts a mutation into a lane of the outbox: entries of one lane are sent in order, one at a time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="lane">The name of the lane, taken literally.</param>
    /// <returns>The same request.</returns>
    /// <exception cref="ArgumentException"><paramref name="lane"/> is empty.</exception>
    public static HttpRequestMessage WithLane(this HttpRequestMessage request, string lane)
    {
        ArgumentException.ThrowIfNullOrEmpty(lane);
        RequestSettings.Of(request).Lane = lane;
        return request;
    }

    /// <summary>
    /// Whose request it is. Of a replay: the partition of its entry, also where the user of the moment is another. Handlers further in that supply credentials choose them by it.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>What <see cref="CoalescingOptions.Partition"/> said when the replay's mutation was handed over, or else what <see cref="WithPartition"/> said; or <see langword="null"/>.</returns>
    public static string? GetPartition(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OutboxExchange.Of(request)?.Replayed is { } entry ? entry.Partition ?? entry.OwnPartition : RequestSettings.Find(request)?.Partition;
    }
}
