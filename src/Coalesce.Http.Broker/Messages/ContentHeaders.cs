namespace Coalesce.Http.Broker.Messages;

/// <summary>The headers of a response's content, for content of ours in its place.</summary>
internal readonly struct ContentHeaders
{
    private readonly HeaderField[] _fields;
    private readonly long? _length;
    private readonly bool _hasNoLength;

    public ContentHeaders(HttpContent content)
    {
        _fields = HeaderField.AllOf(content.Headers.NonValidated);
        // Content in memory has no header for its length, but says it when asked.
        if (HeaderComparison.Find(_fields, "Content-Length", hint: 0) < 0) _length = content.Headers.ContentLength;
        // .NET takes the length of packed content away for good: it stays unknown after the content was buffered, too.
        _hasNoLength = content is RelayedContent { HasNoLength: true } || content.GetType().Name.EndsWith("DecompressedContent", StringComparison.Ordinal);
    }

    public void AddTo(RelayedContent content)
    {
        foreach (var field in _fields) field.AddTo(content.Headers);
        content.Length = _length;
        if (!_hasNoLength) return;
        content.HasNoLength = true;
        content.Headers.ContentLength = null;
    }
}
