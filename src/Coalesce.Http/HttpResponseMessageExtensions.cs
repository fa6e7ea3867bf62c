using System.Diagnostics.CodeAnalysis;
using Coalesce.Http.Broker;

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

    /// <summary>The receipt of a mutation that is kept in the outbox. Nothing else proves that a 202 is the outbox's and not the server's.</summary>
    /// <param name="response">A response of a client with an outbox.</param>
    /// <param name="receipt">The receipt.</param>
    /// <returns>Whether the mutation is kept.</returns>
    public static bool TryGetReceipt(this HttpResponseMessage response, [NotNullWhen(true)] out OutboxReceipt? receipt)
    {
        ArgumentNullException.ThrowIfNull(response);
        return OutboxReceipts.TryFind(response, out receipt);
    }
}
