namespace Coalesce.Http.Broker.Messages;

/// <summary>The content of a response that may still be taken back: reading it then throws the reason, and the wire is let go at once.</summary>
internal sealed class RecallContent : WrappingContent
{
    private readonly Recall _recall;
    private readonly Action _done;
    private readonly CancellationTokenRegistration _letGo;

    /// <param name="inner">The content.</param>
    /// <param name="recall">Takes it back.</param>
    /// <param name="done">Called once the caller needs the content no more; may be called more than once.</param>
    public RecallContent(HttpContent inner, Recall recall, Action done) : base(inner)
    {
        _recall = recall;
        _done = done;
        // Weakly: a group or a timer holds the recall, and must not keep a response that its caller dropped undisposed. The stream keeps this content.
        _letGo = recall.Token.UnsafeRegister(static content => LetGo((WeakReference<HttpContent>)content!), new WeakReference<HttpContent>(inner));
    }

    /// <summary>Dropped undisposed: its place must not wait for a reader that will not come.</summary>
    ~RecallContent()
    {
        if (_done is not null) Finish(); // it was not constructed whole where the headers threw
    }

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await base.CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (_recall.Reason is { } reason)
        {
            throw reason();
        }
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken)
    {
        try
        {
            return base.CreateContentReadStream(cancellationToken);
        }
        catch (Exception) when (_recall.Reason is { } reason)
        {
            throw reason();
        }
    }

    protected override Stream Wrap(Stream inner) => new RecallStream(inner, _recall, Finish);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Finish();
    }

    private static void LetGo(WeakReference<HttpContent> content)
    {
        if (content.TryGetTarget(out var inner)) inner.Dispose();
    }

    private void Finish()
    {
        _letGo.Unregister();
        _done();
    }
}
