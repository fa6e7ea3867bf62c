using System.Net;

namespace Coalesce.Http.Broker.Outbox;

/// <summary>What the handler at the wire sees and says of one attempt of an entry; it travels in the request's options, which clones take along.</summary>
internal sealed class OutboxExchange
{
    private static readonly HttpRequestOptionsKey<OutboxExchange> OptionsKey = new("Coalesce.Http.Outbox");

    // Touching the options of a request makes them: an app without an outbox is not to pay for it.
    private static volatile bool _isUsed;

    /// <summary>The entry, when this is a replay: it is not to be queued again.</summary>
    public OutboxEntry? Replayed { get; init; }

    /// <summary>What a replay is to look like where the chain begins; <see langword="null"/> of a first attempt, which is handed over there.</summary>
    public SentForm? Form { get; private set; }

    /// <summary>Whether the app can still send it as whom it belongs to: asked where it leaves, since it may have waited for its turn.</summary>
    public Func<bool>? CanLeave { get; init; }

    /// <summary>Whether it may leave with the credentials of a mark; <see langword="null"/>: with any.</summary>
    public Func<string?, bool>? Accepts { get; init; }

    /// <summary>Makes the mark of credentials; <see langword="null"/> where a partition says whose it is.</summary>
    public Func<string, string>? Marks { get; init; }

    /// <summary>The mark of the credentials that it left with, if any.</summary>
    public string? Mark { get; private set; }

    /// <summary>It came as far as the wire. Until then it waits for its turn, or in a handler of the app: the server has not been asked.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>It reached the wire: the server may have carried it out.</summary>
    public bool ReachedWire { get; private set; }

    // Where a redirect began that somebody further in than the chain's end follows: a handler of the app sends each hop anew.
    private (Uri Uri, HttpMethod Method)? _redirected;
    private bool _isElsewhere;

    public static OutboxExchange? Of(HttpRequestMessage request) => _isUsed && request.Options.TryGetValue(OptionsKey, out var exchange) ? exchange : null;

    public void Attach(HttpRequestMessage request)
    {
        _isUsed = true;
        request.Options.Set(OptionsKey, this);
    }

    /// <summary>The replay is ready.</summary>
    public void Keep(HttpRequestMessage request) => Form = new SentForm(request);

    /// <summary>It is about to leave.</summary>
    /// <param name="credentials">All that says whose it is; empty: nothing does.</param>
    /// <exception cref="UserChangedException">The app cannot send it as whom it belongs to.</exception>
    /// <exception cref="CredentialsChangedException">They are not those of the first attempt.</exception>
    public void Leave(string credentials)
    {
        if (CanLeave?.Invoke() == false) throw new UserChangedException();
        if (Marks is not null)
        {
            var mark = credentials.Length == 0 ? null : Marks(credentials);
            if (Accepts?.Invoke(mark) == false) throw new CredentialsChangedException();
            Mark = mark;
        }
        HasLeft = true;
    }

    /// <summary>An answer has come.</summary>
    /// <param name="uri">Where it was sent.</param>
    /// <param name="method">By which method.</param>
    /// <param name="last">What was sent last: of a redirect, its last hop.</param>
    /// <param name="status">The answer's; <see langword="null"/> where a broken handler gave none.</param>
    public void Answered(Uri uri, HttpMethod method, HttpRequestMessage last, HttpStatusCode? status)
    {
        ReachedWire = true;
        var (from, by) = _redirected ?? (uri, method);
        _isElsewhere = last.Method != by || last.RequestUri is not { } end || end.Scheme != from.Scheme || end.Authority != from.Authority;
        _redirected = IsRedirect(status) ? (from, by) : null;
    }

    /// <summary>Whether an answer came at the end of a redirect to another method or origin. What came of a redirect by a message that was not seen to leave is taken for that.</summary>
    public bool IsElsewhere(HttpResponseMessage response) => _isElsewhere || (_redirected is not null && !IsRedirect(response.StatusCode));

    /// <summary>No answer has come.</summary>
    public void Failed(Exception failure) => ReachedWire |= !Reaching.IsBeforeSending(failure);

    private static bool IsRedirect(HttpStatusCode? status) => (int?)status is >= 300 and < 400;
}
