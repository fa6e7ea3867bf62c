using System.Diagnostics;
using System.Net.Http.Headers;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>Makes entries of requests. Nothing sensitive gets into one.</summary>
internal sealed class EntryMaker(string client, KeyRules rules, int maxBody, TimeProvider time)
{
    public const string KeyHeader = "Idempotency-Key";

    // Made anew by whoever sends, from what is sent.
    private static readonly string[] Framing = [KeyHeader, "Content-Length", "Transfer-Encoding", "Connection", "traceparent", "tracestate"];

    /// <summary>Reads the body once and describes the request. The request can still be sent, and carries its key from now on.</summary>
    /// <exception cref="OutboxFullException">The body is larger than an entry may be.</exception>
    public async Task<OutboxEntry> MakeAsync(HttpRequestMessage request, EntryTerms terms, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        return new OutboxEntry
        {
            Id = Guid.CreateVersion7(now),
            Client = client,
            Method = request.Method.Method,
            Uri = WithoutUserInfo(request.RequestUri!),
            HttpVersion = request.Version,
            VersionPolicy = request.VersionPolicy,
            Headers = HeadersOf(request),
            Body = body,
            IdempotencyKey = KeyOf(request, terms.IdempotencyKey),
            Lane = terms.Lane,
            Partition = terms.Partition.App,
            OwnPartition = terms.Partition.Own,
            Route = terms.Route,
            Compaction = terms.Rules.Compaction,
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
            CreatedAt = now,
            ExpiresAt = terms.Rules.ExpiresAfter is { } age ? now + age : null,
            NotBefore = terms.Rules.Window?.NextOpen(now, time.LocalTimeZone) ?? now,
            NotBeforeSetAt = now,
        };
    }

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content) return null;
        if (content.Headers.ContentLength > maxBody) throw TooLarge(content.Headers.ContentLength);
        try
        {
            await content.LoadIntoBufferAsync(maxBody, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw TooLarge(null);
        }
        return await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A password in it is never sent, and is not to be kept.</summary>
    private static Uri WithoutUserInfo(Uri uri) =>
        uri.UserInfo.Length == 0 ? uri : new Uri(uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped));

    private OutboxFullException TooLarge(long? length) => new(
        $"The request's body {(length is null ? "is larger" : $"has {length} bytes, more")} than the {maxBody} bytes that an entry of the outbox may have: raise Outbox.MaxBody, or send it on a route without Queue.");

    /// <summary>The caller's own key, or a new one, which the request then carries.</summary>
    private static string KeyOf(HttpRequestMessage request, string? own)
    {
        if (own is null && request.Headers.NonValidated.TryGetValues(KeyHeader, out var values)) own = values.ToString();
        // An empty one names nothing: two mutations that have it are not the same.
        var key = !string.IsNullOrWhiteSpace(own) ? own : Guid.CreateVersion7().ToString("D"); // keys that are made one after the other stand together in a store
        request.Headers.Remove(KeyHeader);
        request.Headers.TryAddWithoutValidation(KeyHeader, key);
        return key;
    }

    private List<KeyValuePair<string, string>> HeadersOf(HttpRequestMessage request)
    {
        List<KeyValuePair<string, string>> fields = [];
        Add(request.Headers.NonValidated);
        if (request.Content is { } content) Add(content.Headers.NonValidated);
        return fields;

        void Add(HttpHeadersNonValidated headers)
        {
            foreach (var (name, values) in headers)
            {
                if (rules.IsSensitive(name) || Framing.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
                foreach (var value in values) fields.Add(new(name, value));
            }
        }
    }
}
