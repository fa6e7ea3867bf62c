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
}
