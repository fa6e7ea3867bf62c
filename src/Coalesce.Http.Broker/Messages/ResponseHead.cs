using System.Net;
using System.Net.Http.Headers;

namespace Coalesce.Http.Broker.Messages;

/// <summary>The head of a shared answer, from which every caller gets a response of its own.</summary>
internal sealed class ResponseHead
{
    private readonly HttpStatusCode _status;
    private readonly Version _version;
    private readonly string? _reason;
    private readonly HeaderField[] _headers;
    private readonly HeaderField[] _contentHeaders;

    public ResponseHead(HttpResponseMessage response)
    {
        _status = response.StatusCode;
        _version = response.Version;
        _reason = response.ReasonPhrase;
        _headers = FieldsOf(response.Headers.NonValidated);
        _ = response.Content.Headers.ContentLength; // content in memory computes the header only when asked
        _contentHeaders = FieldsOf(response.Content.Headers.NonValidated);
    }

    public HttpResponseMessage CreateResponse(HttpContent content)
    {
        var response = new HttpResponseMessage(_status) { Version = _version, ReasonPhrase = _reason };
        foreach (var field in _headers) field.AddTo(response.Headers);
        AddContentHeadersTo(content);
        response.Content = content;
        return response;
    }

    public void AddContentHeadersTo(HttpContent content)
    {
        foreach (var field in _contentHeaders) field.AddTo(content.Headers);
    }

    public static HeaderField[] FieldsOf(HttpHeadersNonValidated headers)
    {
        if (headers.Count == 0) return [];
        var fields = new HeaderField[headers.Count];
        var i = 0;
        foreach (var (name, values) in headers) fields[i++] = new HeaderField(name, values);
        return fields;
    }
}
