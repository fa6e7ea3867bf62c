using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Coalesce.Http.Broker;

namespace Coalesce.Http;

/// <summary>The receipts of responses. Known by the object and not by a header, which any server could send.</summary>
internal static class OutboxReceipts
{
    private static readonly ConditionalWeakTable<HttpResponseMessage, OutboxReceipt> Receipts = [];

    public static void Add(HttpResponseMessage response, OutboxReceipt receipt) => Receipts.Add(response, receipt);

    /// <param name="response">The response; <see langword="null"/> from a broken handler, of which HttpClient tells its caller.</param>
    /// <param name="receipt">Its receipt.</param>
    public static bool TryFind(HttpResponseMessage? response, [NotNullWhen(true)] out OutboxReceipt? receipt)
    {
        receipt = null;
        return response is not null && Receipts.TryGetValue(response, out receipt);
    }
}
