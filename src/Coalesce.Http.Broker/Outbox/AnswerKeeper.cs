using System.Buffers;
using System.Net.Http.Headers;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Keeps the start of an answer, without what is sensitive.</summary>
internal sealed class AnswerKeeper(KeyRules rules)
{
    private const int MaxBody = 64 * 1024;

    /// <summary>Reads what is kept of a response. A body that breaks off is cut: the head alone decides.</summary>
    public async Task<OutboxAnswer> KeepAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> headers = [];
        Add(headers, response.Headers.NonValidated);
        Add(headers, response.Content.Headers.NonValidated);
        // Most answers are small, and there may be thousands a second: room for the largest is borrowed.
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBody + 1);
        var count = 0;
        var isCut = false;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                count = await stream.ReadAtLeastAsync(buffer.AsMemory(0, MaxBody + 1), MaxBody + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            isCut = true;
        }
        var answer = new OutboxAnswer((int)response.StatusCode, headers, buffer.AsSpan(0, Math.Min(count, MaxBody)).ToArray(), isCut || count > MaxBody);
        // Not where the body broke off, perhaps by cancellation: a stream that is not ours might still write into it.
        if (isCut) return answer;
        buffer.AsSpan(0, count).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
        return answer;
    }

    private void Add(List<KeyValuePair<string, string>> kept, HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers)
        {
            if (rules.IsSensitive(name)) continue;
            foreach (var value in values) kept.Add(new(name, value));
        }
    }
}
