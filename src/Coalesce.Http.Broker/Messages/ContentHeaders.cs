namespace Coalesce.Http.Broker.Messages;

/// <summary>The headers of a response's content, for content of ours in its place.</summary>
internal sealed class ContentHeaders
{
    private readonly HeaderField[] _fields;
    private readonly bool _hasNoLength;

    public ContentHeaders(HttpContent content)
    {
        _ = content.Headers.ContentLength; // content in memory computes the header only when asked
        _fields = HeaderField.AllOf(content.Headers.NonValidated);
        // .NET takes the length of packed content away for good: it stays unknown after the content was buffered, too.
        _hasNoLength = content is RelayedContent { HasNoLength: true } || content.GetType().Name.EndsWith("DecompressedContent", StringComparison.Ordinal);
    }

    public void AddTo(RelayedContent content)
    {
        foreach (var field in _fields) field.AddTo(content.Headers);
        if (!_hasNoLength) return;
        content.HasNoLength = true;
        content.Headers.ContentLength = null;
    }
}
