using System.Globalization;

namespace ConsoleDemo.Har;

/// <summary>Makes an exchange of a HAR entry, or says why it cannot be replayed.</summary>
internal sealed class ExchangeFactory(string fileName, BodyFactory bodies)
{
    /// <summary>No recorded request takes longer; what says so means something else.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly HeaderLists _headers = new();
    private readonly Dictionary<Target, Target> _targets = [];

    /// <param name="index">The entry's place in <c>log.entries</c>.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="skipped">Why it is left out, if it is.</param>
    /// <exception cref="InputException">The entry lacks what every HAR entry has.</exception>
    public Exchange? Create(int index, HarEntry? entry, out string? skipped)
    {
        skipped = null;
        if (entry?.Request is not { } request) throw Wrong(index, "has no request");
        if (string.IsNullOrWhiteSpace(request.Url)) throw Wrong(index, "has no request.url");
        if (string.IsNullOrWhiteSpace(request.Method)) throw Wrong(index, "has no request.method");
        if (entry is { Time: null, Timings: null }) throw Wrong(index, "has neither time nor timings");
        var started = StartOf(index, entry);

        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url)) skipped = "unreadable URL";
        else if (url.Scheme is "ws" or "wss") skipped = "WebSocket";
        else if (url.Scheme is not ("http" or "https")) skipped = $"{url.Scheme}: URL";
        else if (request.Method is "CONNECT") skipped = "CONNECT tunnel";
        else if (!HeaderLists.IsToken(request.Method)) skipped = "impossible method";
        if (skipped is not null) return null;

        var answer = AnswerOf(entry, out skipped);
        if (skipped is not null) return null;
        TimeSpan? gaveUpAfter = answer is null ? Milliseconds(entry.Time) : null;
        return new Exchange(index, started, Once(Target.Of(request.Method, url!)), _headers.Of(request.Headers),
            bodies.OfRequest(index, request), answer, gaveUpAfter);
    }

    private Answer? AnswerOf(HarEntry entry, out string? skipped)
    {
        skipped = null;
        var response = entry.Response;
        switch (response?.Status ?? 0)
        {
            // Cancelled by its page, or refused before it was sent: the time tells.
            case <= 0 when Milliseconds(entry.Time) == TimeSpan.Zero:
                skipped = "never sent: status 0 and no time";
                return null;
            case <= 0:
                return null;
            case < 200:
                skipped = "status 1xx";
                return null;
            case > 999:
                skipped = "impossible status";
                return null;
        }
        // Without the parts, the whole: a request that took 80 ms waited 80 ms.
        var hasParts = entry.Timings is { Wait: >= 0 } or { Receive: >= 0 };
        var wait = Milliseconds(hasParts ? entry.Timings!.Wait : entry.Time);
        var receive = Milliseconds(entry.Timings?.Receive);
        return new Answer((int)response!.Status!.Value, _headers.Of(response.Headers), bodies.OfResponse(entry), wait, receive);
    }

    private DateTimeOffset StartOf(int index, HarEntry entry)
    {
        if (string.IsNullOrWhiteSpace(entry.StartedDateTime)) throw Wrong(index, "has no startedDateTime");
        if (DateTimeOffset.TryParse(entry.StartedDateTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var started)) return started;
        throw Wrong(index, $"has a startedDateTime that is no time: \"{entry.StartedDateTime}\"");
    }

    /// <summary>A recorded duration; -1 stands for "does not apply".</summary>
    private static TimeSpan Milliseconds(double? value) =>
        value is > 0 ? TimeSpan.FromMilliseconds(Math.Min(value.Value, Longest.TotalMilliseconds)) : TimeSpan.Zero;

    /// <summary>Equal targets are one in memory.</summary>
    private Target Once(Target target) => _targets.TryGetValue(target, out var known) ? known : _targets[target] = target;

    private InputException Wrong(int index, string what) => new($"{fileName}: log.entries[{index}] {what}.");
}
