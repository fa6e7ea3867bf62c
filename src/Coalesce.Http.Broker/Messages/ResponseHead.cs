using System.Net;

namespace Coalesce.Http.Broker.Messages;

/// <summary>The head of a shared answer, from which every caller gets a response of its own.</summary>
internal sealed class ResponseHead
{
    private readonly HttpStatusCode _status;
    private readonly Version _version;
    private readonly string? _reason;
    private readonly HeaderField[] _headers;
    private readonly ContentHeaders _contentHeaders;

    public ResponseHead(HttpResponseMessage response)
    {
        _status = response.StatusCode;
        _version = response.Version;
        _reason = response.ReasonPhrase;
        _headers = HeaderField.AllOf(response.Headers.NonValidated);
        _contentHeaders = new ContentHeaders(response.Content);
    }

    public HttpResponseMessage CreateResponse(RelayedContent content)
    {
        var response = new HttpResponseMessage(_status) { Version = _version, ReasonPhrase = _reason };
        foreach (var field in _headers) field.AddTo(response.Headers);
        AddContentHeadersTo(content);
        response.Content = content;
        return response;
    }

    public void AddContentHeadersTo(RelayedContent content) => _contentHeaders.AddTo(content);
}
