namespace Coalesce.Http;

/// <summary>What a response tells of its way through the broker.</summary>
public static class HttpResponseMessageExtensions
{
    /// <summary>How the response came to its caller.</summary>
    /// <param name="response">A response of a client with coalescing.</param>
    /// <returns>The result, or <see langword="null"/> for a response that did not come through a broker.</returns>
    public static CoalescingResult? GetCoalescing(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return CacheStatus.Parse(response);
    }
}
