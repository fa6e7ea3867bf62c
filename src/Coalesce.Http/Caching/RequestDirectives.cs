using System.Net.Http.Headers;

namespace Coalesce.Http.Caching;

/// <summary>What a request's <c>Cache-Control</c> or <c>Pragma</c> says (RFC 9111, sections 5.2.1 and 5.4; RFC 5861, section 4). Malformed ones read as the strictest they may mean.</summary>
internal readonly struct RequestDirectives
{
    private const string Header = "Cache-Control";

    private RequestDirectives(HeaderStringValues values)
    {
        foreach (var line in values)
        {
            var reader = new DirectiveReader(line);
            while (reader.Read())
            {
                NoStore |= reader.Mentions("no-store");
                NoCache |= reader.Mentions("no-cache");
                var seconds = reader.IsMalformed || !reader.HasArgument ? null : DeltaSeconds.Parse(reader.Argument);
                if (reader.Is("no-store")) NoStore = true;
                else if (reader.Is("no-cache")) NoCache = true;
                else if (reader.Is("only-if-cached")) OnlyIfCached = true;
                else if (reader.Is("max-age")) MaxAge = Math.Min(MaxAge ?? DeltaSeconds.Longest, seconds ?? 0);
                else if (reader.Is("min-fresh")) MinFresh = Math.Max(MinFresh, seconds ?? DeltaSeconds.Longest);
                else if (reader.Is("stale-if-error")) StaleIfError = Math.Min(StaleIfError ?? DeltaSeconds.Longest, seconds ?? 0);
                else if (reader.Is("max-stale")) MaxStale = Math.Min(MaxStale ?? DeltaSeconds.Longest, seconds ?? (reader is { HasArgument: false, IsMalformed: false } ? DeltaSeconds.Longest : 0));
            }
            NoStore |= reader.IsBroken;
        }
    }

    public bool NoStore { get; }

    public bool NoCache { get; private init; }

    public bool OnlyIfCached { get; }

    /// <summary>How old an answer may be, in seconds.</summary>
    public long? MaxAge { get; }

    /// <summary>How long it must stay fresh, in seconds.</summary>
    public long MinFresh { get; }

    /// <summary>How long it may have been stale, in seconds; <see langword="null"/>: not at all.</summary>
    public long? MaxStale { get; }

    /// <summary>How long it may have been stale where the origin fails, in seconds.</summary>
    public long? StaleIfError { get; }

    public static RequestDirectives Of(HttpRequestMessage request)
    {
        var headers = request.Headers.NonValidated;
        if (headers.Count == 0) return default;
        if (headers.TryGetValues(Header, out var values)) return new RequestDirectives(values);
        // Of old clients, where there is no Cache-Control.
        return headers.TryGetValues("Pragma", out var pragma) && new RequestDirectives(pragma).NoCache ? new RequestDirectives { NoCache = true } : default;
    }
}
