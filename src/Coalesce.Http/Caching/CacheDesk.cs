using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http.Caching;

/// <summary>Answers requests of what is kept, or says how the origin is to be asked, and makes of its answer what the caller gets.</summary>
internal sealed class CacheDesk(ResponseCache cache, CacheCounters counters)
{
    private static readonly NumberTexts Hits = new(CacheStatusNames.Hit);

    /// <summary>Whether nothing is kept for a GET or HEAD, whoever asks: most requests end here, and are no more than counted.</summary>
    /// <param name="request">The request.</param>
    /// <param name="uri">The text of its URI, where there may be something.</param>
    public bool HasNothing(HttpRequestMessage request, [NotNullWhen(false)] out string? uri)
    {
        // Who asks for what is kept alone is told that there is nothing.
        var mayBeTold = request.Headers.NonValidated is { Count: > 0 } headers && headers.Contains("Cache-Control");
        uri = mayBeTold || !cache.IsEmpty ? UriText.Of(request.RequestUri!) : null;
        if (uri is not null && (mayBeTold || cache.MayHave(uri))) return false;
        counters.Miss();
        return true;
    }

    /// <summary>Looks a GET or HEAD up, before it is sent.</summary>
    public CacheAsk Ask(HttpRequestMessage request, string uri, in Partition partition, string? cookies)
    {
        var directives = RequestDirectives.Of(request);
        if (directives.NoStore) return Miss(request, null, directives);
        var key = cache.KeyOf(request, uri, partition, cookies);
        if (cache.Find(key, request) is not { } stored) return Miss(request, key, directives);
        var rules = RulesOf(key, stored, directives);
        var reuse = rules.Decide();
        if (reuse != Reuse.Never && TryAnswer(request, stored, rules) is { } answer)
        {
            counters.Hit(isStale: reuse != Reuse.Fresh);
            return new CacheAsk(answer, key, stored, directives, Renews: reuse == Reuse.StaleWhileRevalidate && !directives.OnlyIfCached);
        }
        if (directives.OnlyIfCached) return new CacheAsk(ResponseMaker.Unavailable(request), key, null, directives);
        counters.Miss();
        // Whoever asks conditionally, or for a part, gets the origin's own answer to that.
        var asksItself = IsConditional(request) || request.Headers.NonValidated.Contains("Range");
        return new CacheAsk(null, key, stored, directives, IsRevalidating: !asksItself && request.Method == HttpMethod.Get && Validation.TryAddTo(request, stored), IsByRequest: rules.IsFreshBesideRequest);
    }

    /// <summary>The key of a request that nothing answers that is kept; <see langword="null"/>: something does, or it is not to be kept.</summary>
    /// <param name="request">The request.</param>
    /// <param name="uri">The text of its URI.</param>
    /// <param name="partition">Whose it is.</param>
    /// <param name="cookies">The cookies that it will have.</param>
    /// <param name="takesStale">Whether what is stale answers it, where it may.</param>
    public CacheKey? KeyOfMissing(HttpRequestMessage request, string uri, in Partition partition, string? cookies, bool takesStale)
    {
        var directives = RequestDirectives.Of(request);
        if (directives.NoStore) return null;
        var key = cache.KeyOf(request, uri, partition, cookies);
        var reuse = ReuseOf(request, key, directives);
        return reuse == Reuse.Never || (reuse != Reuse.Fresh && !takesStale) ? key : null;
    }

    public bool IsFresh(HttpRequestMessage request, CacheKey key) => ReuseOf(request, key, RequestDirectives.Of(request)) == Reuse.Fresh;

    private Reuse ReuseOf(HttpRequestMessage request, CacheKey key, in RequestDirectives directives) =>
        cache.Find(key, request) is { } stored ? RulesOf(key, stored, directives).Decide() : Reuse.Never;

    /// <summary>Where it cannot be told whose the answer would be, there is none.</summary>
    public CacheAsk AskForNobody(HttpRequestMessage request) => Miss(request, null, RequestDirectives.Of(request));

    /// <summary>Whether the origin says of something else than what is kept that it has not changed: then the whole is to be asked for.</summary>
    public bool IsOfAnother(in CacheAsk ask, HttpResponseMessage response) =>
        ask.IsRevalidating && response.StatusCode == HttpStatusCode.NotModified && !Validation.IsAbout(response, ask.Stored!, cache.Now);

    /// <summary>What the caller gets for the origin's answer.</summary>
    public HttpResponseMessage Close(in CacheAsk ask, HttpRequestMessage request, HttpResponseMessage response)
    {
        if (ask.Stored is not { } stored) return response;
        if (ask.IsRevalidating && response.StatusCode == HttpStatusCode.NotModified)
        {
            counters.Revalidated();
            var age = cache.AgeOf(response);
            var fresh = stored with
            {
                Headers = Validation.Merged(stored.Headers, HeaderField.AllOf(response.Headers.NonValidated), response, cache.IsShared),
                ContentHeaders = Validation.Merged(stored.ContentHeaders, HeaderField.AllOf(response.Content.Headers.NonValidated), response, cache.IsShared),
            };
            response.Dispose();
            return ResponseMaker.Whole(fresh, request, age, CacheStatusNames.Revalidated(ask.IsByRequest), wasAsked: true);
        }
        if (IsError(response.StatusCode) && !cache.IsGone(ask.Key!, stored) && RulesOf(ask.Key!, stored, ask.Directives) is var rules && rules.MayReplaceError()
            && TryAnswer(request, stored, rules, CacheStatusNames.StaleOnError((int)response.StatusCode)) is { } stale)
        {
            counters.Hit(isStale: true);
            response.Dispose();
            return stale;
        }
        CacheStatusNames.SayAsked(response, ask.IsByRequest);
        return response;
    }

    /// <summary>What the caller gets where the origin could not be reached; <see langword="null"/>: what was thrown.</summary>
    public HttpResponseMessage? Close(in CacheAsk ask, HttpRequestMessage request, Exception failure)
    {
        if (ask.Stored is not { } stored || Reaching.Of(failure) != Reach.Down || cache.IsGone(ask.Key!, stored)) return null;
        if (ask.IsRevalidating) Validation.RemoveFrom(request, stored); // that question was ours: the caller has nothing that could be unchanged
        var rules = RulesOf(ask.Key!, stored, ask.Directives);
        if (!rules.MayReplaceSilence() || TryAnswer(request, stored, rules, CacheStatusNames.StaleUnreachable) is not { } stale) return null;
        counters.Hit(isStale: true);
        return stale;
    }

    private CacheAsk Miss(HttpRequestMessage request, CacheKey? key, in RequestDirectives directives)
    {
        if (directives.OnlyIfCached) return new CacheAsk(ResponseMaker.Unavailable(request), key, null, directives);
        counters.Miss();
        return new CacheAsk(null, key, null, directives);
    }

    private ReuseRules RulesOf(CacheKey key, StoredResponse stored, in RequestDirectives directives) =>
        new(stored, directives, cache.AgeOf(stored), (stored.IsFreshByRoute && cache.Writes.HaveOutdated(key, stored.Flight)) || cache.Writes.MayHaveOutdated(key, stored.Flight), cache.IsShared, key.Uri.StartsWith("https:", StringComparison.Ordinal));

    /// <summary>Answers what the request asks of the kept answer: all of it, a part, or that it has not changed. RFC 9111, section 4.3.2; RFC 9110, section 13.2.2.</summary>
    private static HttpResponseMessage? TryAnswer(HttpRequestMessage request, StoredResponse stored, in ReuseRules rules, string? status = null)
    {
        var age = rules.Age;
        status ??= Hits.Of((long)Math.Floor(rules.Left.TotalSeconds));
        var headers = request.Headers.NonValidated;
        if (!MayAskForLess(headers)) return ResponseMaker.Whole(stored, request, age, status);
        if (headers.Contains("If-Match") || headers.Contains("If-Unmodified-Since")) return null; // those are the origin's to judge
        if ((int)stored.Status is >= 200 and < 300 && HasNotChanged(request, stored)) return ResponseMaker.NotModified(stored, request, age, status);
        // Of anything but a GET of what is there a part is not defined.
        if (stored.Status != HttpStatusCode.OK || request.Method != HttpMethod.Get || !headers.TryGetValues("Range", out var ranges)) return ResponseMaker.Whole(stored, request, age, status);
        if (headers.TryGetValues("If-Range", out var ifRange) && !IsStill(ifRange.ToString(), stored)) return ResponseMaker.Whole(stored, request, age, status);
        if (ranges.Count != 1) return null;
        if (ByteRange.Parse(ranges.ToString(), stored.Body.Length) is not { } part) return null;
        return part.Length == 0 ? ResponseMaker.NotSatisfiable(stored, request, age, status) : ResponseMaker.Part(stored, request, part, age, status);
    }

    private static bool HasNotChanged(HttpRequestMessage request, StoredResponse stored)
    {
        var headers = request.Headers.NonValidated;
        if (headers.TryGetValues("If-None-Match", out var tags))
        {
            foreach (var list in tags)
            {
                if (list.AsSpan().Trim() is "*" || (stored.ETag is { } tag && Validation.Names(list, tag))) return true;
            }
            return false;
        }
        return headers.TryGetValues("If-Modified-Since", out var since) && HttpDate.Parse(since.ToString(), stored.Received) is { } moment
            && (stored.LastModified is { } modified ? HttpDate.Parse(modified, stored.Received) : stored.Date) <= moment;
    }

    /// <summary>RFC 9110, section 13.1.5: the strong comparison.</summary>
    private static bool IsStill(string ifRange, StoredResponse stored) =>
        Validation.IsStrong(ifRange) ? ifRange == stored.ETag : ifRange == stored.LastModified && stored.Date - HttpDate.Parse(ifRange, stored.Received) > TimeSpan.FromMinutes(1);

    /// <summary>Whether any header begins as those of conditions and ranges do: looking for each by its name takes longer than all the rest of a hit.</summary>
    private static bool MayAskForLess(HttpHeadersNonValidated headers)
    {
        foreach (var (name, _) in headers)
        {
            if (name.StartsWith("If-", StringComparison.OrdinalIgnoreCase) || name.Equals("Range", StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static bool IsConditional(HttpRequestMessage request)
    {
        var headers = request.Headers.NonValidated;
        return headers.Contains("If-None-Match") || headers.Contains("If-Modified-Since") || headers.Contains("If-Match") || headers.Contains("If-Unmodified-Since") || headers.Contains("If-Range");
    }

    /// <summary>RFC 5861, section 4.</summary>
    private static bool IsError(HttpStatusCode status) =>
        status is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
