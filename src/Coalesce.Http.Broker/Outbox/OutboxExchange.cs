namespace Coalesce.Http.Broker.Outbox;

/// <summary>What the handler at the wire sees and says of one attempt of an entry; it travels in the request's options, which clones take along.</summary>
internal sealed class OutboxExchange
{
    private static readonly HttpRequestOptionsKey<OutboxExchange> OptionsKey = new("Coalesce.Http.Outbox");

    // Touching the options of a request makes them: an app without an outbox is not to pay for it.
    private static volatile bool _isUsed;

    /// <summary>The entry, when this is a replay: it is not to be queued again.</summary>
    public OutboxEntry? Replayed { get; init; }

    /// <summary>Whether the app can still send it as whom it belongs to: asked where it leaves, since it may have waited for its turn.</summary>
    public Func<bool>? CanLeave { get; init; }

    /// <summary>Whether it may leave with the credentials of a mark; <see langword="null"/>: with any.</summary>
    public Func<string?, bool>? Accepts { get; init; }

    /// <summary>Makes the mark of credentials; <see langword="null"/> where a partition says whose it is.</summary>
    public Func<string, string>? Marks { get; init; }

    /// <summary>The mark of the credentials that it left with, if any.</summary>
    public string? Mark { get; private set; }

    /// <summary>It reached the wire: the server may have carried it out.</summary>
    public bool ReachedWire { get; private set; }

    /// <summary>The answer came at the end of a redirect to another method or origin.</summary>
    public bool IsElsewhere { get; private set; }

    public static OutboxExchange? Of(HttpRequestMessage request) => _isUsed && request.Options.TryGetValue(OptionsKey, out var exchange) ? exchange : null;

    public void Attach(HttpRequestMessage request)
    {
        _isUsed = true;
        request.Options.Set(OptionsKey, this);
    }

    /// <summary>It is about to leave.</summary>
    /// <param name="credentials">All that says whose it is; empty: nothing does.</param>
    /// <exception cref="UserChangedException">The app cannot send it as whom it belongs to.</exception>
    /// <exception cref="CredentialsChangedException">They are not those of the first attempt.</exception>
    public void Leave(string credentials)
    {
        if (CanLeave?.Invoke() == false) throw new UserChangedException();
        if (Marks is null) return;
        var mark = credentials.Length == 0 ? null : Marks(credentials);
        if (Accepts?.Invoke(mark) == false) throw new CredentialsChangedException();
        Mark = mark;
    }

    /// <summary>An answer has come.</summary>
    /// <param name="uri">Where it was sent.</param>
    /// <param name="method">By which method.</param>
    /// <param name="last">What was sent last: of a redirect, its last hop.</param>
    public void Answered(Uri uri, HttpMethod method, HttpRequestMessage last)
    {
        ReachedWire = true;
        IsElsewhere = last.Method != method || last.RequestUri is not { } end || end.Scheme != uri.Scheme || end.Authority != uri.Authority;
    }

    /// <summary>No answer has come.</summary>
    public void Failed(Exception failure) => ReachedWire |= !Reaching.IsBeforeSending(failure);
}
