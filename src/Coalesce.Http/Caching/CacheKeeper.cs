using System.Net;
using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching.Distributed;

namespace Coalesce.Http.Caching;

/// <summary>Keeps what flights bring, where RFC 9111 allows it and it is of use.</summary>
internal sealed class CacheKeeper(ResponseCache cache, KeyRules rules, CacheOptions options, Func<string?, ConfiguredRoute?> routeOf, TimeProvider time, SecondLevel? second = null) : IAnswerKeeper
{
    public IBodySink? Keep(Flight flight, HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.NotModified || flight.Key.Method == HttpMethod.Head)
        {
            Update(flight, response);
            return null;
        }
        var stored = Make(flight, response);
        if (second is not null && flight.Key.Method == HttpMethod.Get && Storable.IsOfTheResource(response.StatusCode)) second.Tell(flight.Key.Uri, isOfUse: stored is { IsFreshByRoute: false });
        long? length = null;
        if (stored is null || (length = BodyTraits.LengthOf(response.Content)) > options.MaxBody)
        {
            // What was kept before is no longer what it is now.
            if (flight.Key.Method == HttpMethod.Get && Storable.IsOfTheResource(response.StatusCode) && cache.MayHave(flight.Key.Uri)) Drop(flight);
            return null;
        }
        return new StoredBody(cache, flight, stored, length, options.MaxBody);
    }

    public void SawWrite(Uri uri, in Partition partition, in FlightMoment moment) => cache.SawWrite(uri, partition, moment);

    public void KeepWhole(Flight flight, HttpResponseMessage response)
    {
        try
        {
            if (Keep(flight, response) is not StoredBody sink) return;
            // One that is empty is not read: the wire's content can be read once, and that is for its caller.
            if (response.StatusCode != HttpStatusCode.NoContent && BodyTraits.LengthOf(response.Content) != 0)
            {
                using var body = new MemoryStream();
                response.Content.CopyTo(body, null, CancellationToken.None);
                sink.Write(body.GetBuffer().AsSpan(0, (int)body.Length));
            }
            sink.End();
        }
        catch (ObjectDisposedException)
        {
            // A handler further in gives the same response again and again: its caller is to find that out, as without a cache.
        }
    }

    /// <summary>Sections 4.3.4 and 4.3.5: what it validates is fresh again; what a HEAD does not show to be the same is stale.</summary>
    private void Update(Flight flight, HttpResponseMessage response)
    {
        if (!cache.MayHave(flight.Key.Uri) || flight.Target is not null || response.StatusCode is not HttpStatusCode.NotModified and not HttpStatusCode.OK) return;
        var (key, selected, received) = (cache.Keys.Of(flight.Key), Selected(flight), time.GetUtcNow());
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            foreach (var stored in Validation.Validated(response, selected, flight.Key, received)) cache.Replace(key, stored, Freshened(flight, stored, response));
            return;
        }
        foreach (var stored in selected) cache.Replace(key, stored, Validation.IsHeadOf(response, stored, received) ? Freshened(flight, stored, response) : Stale(stored));
    }

    private void Drop(Flight flight)
    {
        var key = cache.Keys.Of(flight.Key);
        foreach (var stored in Selected(flight)) cache.Remove(key, stored);
    }

    /// <summary>The answers that the flight's request could have been given, the newest first. One that a later flight brought is none of them.</summary>
    private List<StoredResponse> Selected(Flight flight) =>
        [.. cache.All(cache.Keys.Of(flight.Key)).Where(stored => stored.Flight < flight.Id && stored.Vary.Matches(flight.Key)).OrderByDescending(stored => stored.Date)];

    private static StoredResponse Stale(StoredResponse stored) => stored with { Lifetime = TimeSpan.Zero };

    /// <summary>What the answer becomes by a 304, or by the head of one that is the same.</summary>
    private StoredResponse Freshened(Flight flight, StoredResponse stored, HttpResponseMessage response)
    {
        var headers = Validation.Merged(stored.Headers, HeaderField.AllOf(response.Headers.NonValidated), response, options.Shared);
        var contentHeaders = Validation.Merged(stored.ContentHeaders, HeaderField.AllOf(response.Content.Headers.NonValidated), response, options.Shared);
        using var merged = ResponseMaker.Head(stored.Status, stored.Version, stored.Reason, headers, contentHeaders);
        merged.RequestMessage = response.RequestMessage;
        return Make(merged, flight.Key, flight.Id, stored.Route, flight.StartedAt, stored.Vary) is { } made ? made with { Body = stored.Body, Weight = made.Weight + stored.Body.Length } : Stale(stored);
    }

    private StoredResponse? Make(Flight flight, HttpResponseMessage response)
    {
        var key = flight.Key;
        if (key.Method != HttpMethod.Get || key.BodyHash is not null || !key.Partition.IsKnown) return null;
        if (Storable.SaysNothing(response) && routeOf(flight.Route)?.Options.FreshFor is null) return null;
        // What was asked for has another address, or was asked for otherwise: a later request is to learn that, too.
        if (flight.Target is { } target && (routeOf(flight.Route)?.Options.FreshFor is null || !UriParts.IsSameOrigin(target.Uri, flight.Uri))) return null;
        return VaryMatch.Of(response, key, rules) is { } vary ? Make(response, key, flight.Id, flight.Route, flight.StartedAt, vary) : null;
    }

    private StoredResponse? Make(HttpResponseMessage response, RequestKey key, long flight, string? route, long startedAt, VaryMatch vary)
    {
        var directives = ResponseDirectives.Of(response);
        var received = time.GetUtcNow();
        var configured = routeOf(route);
        var byRoute = FreshFor(configured?.Options, response, directives);
        // As it was sent: a handler further in may have added it.
        var hasAuthorization = HeaderComparison.Find(key.Headers, "Authorization", hint: 0) >= 0 || response.RequestMessage?.Headers.NonValidated.Contains("Authorization") == true;
        if (byRoute is null && !Storable.IsAllowed(response, directives, hasAuthorization, options.Shared)) return null;
        if (byRoute is not null && options.Shared && directives.IsPrivate) return null;
        var lifetime = byRoute ?? Freshness.LifetimeOf(response, directives, options.Shared, received);
        if (lifetime is null)
        {
            if (!Storable.IsHeuristic(response.StatusCode) && !directives.IsPublic && !(directives.IsPrivate && !options.Shared)) return null;
            lifetime = options.Heuristic ? Freshness.HeuristicOf(response, received) : null;
        }
        var (etag, modified) = (Validation.ETagOf(response), Validation.LastModifiedOf(response, received));
        // Never fresh, and never to be asked about again: of no use.
        if (lifetime is null or { Ticks: 0 } && etag is null && modified is null && directives is { StaleWhileRevalidate: null, StaleIfError: null }) return null;
        var headers = Storable.Kept(HeaderField.AllOf(response.Headers.NonValidated), response, directives, options.Shared);
        var contentHeaders = Storable.Kept(HeaderField.AllOf(response.Content.Headers.NonValidated), response, directives, options.Shared);
        // RFC 9110, section 6.6.1: whoever keeps an answer without a date gives it that of its coming.
        if (!response.Headers.NonValidated.Contains("Date")) headers = [.. headers, new HeaderField("Date", HttpDate.Text(received))];
        return new StoredResponse
        {
            Status = response.StatusCode,
            Version = response.Version,
            Reason = response.ReasonPhrase,
            Headers = headers,
            ContentHeaders = contentHeaders,
            Body = [],
            Directives = directives,
            Vary = vary,
            Lifetime = lifetime ?? TimeSpan.Zero,
            IsFreshByRoute = byRoute is not null,
            InitialAge = byRoute is not null ? TimeSpan.Zero : Freshness.InitialAgeOf(response, time.GetElapsedTime(startedAt), received),
            ReceivedStamp = time.GetTimestamp(),
            Received = received,
            Date = Freshness.DateOf(response, received) ?? received,
            Flight = flight,
            Route = route,
            Tags = configured?.TagsOf(key.Uri) ?? [],
            Generation = byRoute is null ? second?.GenerationFor(cache.Keys.Of(key), flight) : null,
            ETag = etag,
            LastModified = modified,
            Weight = WeightOf(headers) + WeightOf(contentHeaders) + (2 * key.Uri.Length),
        };
    }

    /// <summary>The freshness that the route gives, over what the origin says; an error it does not make fresh.</summary>
    private static TimeSpan? FreshFor(RouteOptions? route, HttpResponseMessage response, ResponseDirectives directives) =>
        route?.FreshFor is { } length && (int)response.StatusCode < 400 && Storable.IsHeuristic(response.StatusCode) && (!directives.NoStore || route.FreshEvenIfNoStore) ? length : null;

    private static int WeightOf(HeaderField[] fields)
    {
        var weight = 0;
        foreach (var field in fields)
        {
            weight += 64 + field.Name.Length + (2 * field.Length);
        }
        return weight;
    }
}
