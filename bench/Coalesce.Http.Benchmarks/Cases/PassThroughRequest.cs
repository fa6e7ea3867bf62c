using System.Net.Http.Headers;

namespace Coalesce.Http.Benchmarks;

/// <summary>What is asked for. Public, as BenchmarkDotNet's parameters must be.</summary>
public enum PassThroughRequest
{
    /// <summary>The barest GET: a URI parsed beforehand, no headers.</summary>
    Get,

    /// <summary>The same with 100 bytes of content, which can never be coalesced.</summary>
    Post,

    /// <summary>A GET as applications send it: the URL a string, and four headers.</summary>
    Usual,
}

internal static class PassThroughRequests
{
    private const string Url = "http://origin.test/api/things/42?page=1";
    private static readonly Uri ParsedUrl = new(Url);
    private static readonly byte[] Content = new byte[100];
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");
    private static readonly AuthenticationHeaderValue Token = new("Bearer", new string('x', 40));

    extension(PassThroughRequest request)
    {
        public string Name => request switch
        {
            PassThroughRequest.Post => "POST",
            PassThroughRequest.Usual => "usual GET",
            _ => "GET",
        };

        public HttpRequestMessage Create() => request switch
        {
            PassThroughRequest.Post => new HttpRequestMessage(HttpMethod.Post, ParsedUrl) { Content = new ByteArrayContent(Content) },
            PassThroughRequest.Usual => CreateUsual(),
            _ => new HttpRequestMessage(HttpMethod.Get, ParsedUrl),
        };
    }

    private static HttpRequestMessage CreateUsual()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Url);
        request.Headers.Accept.Add(Json);
        request.Headers.Authorization = Token;
        request.Headers.TryAddWithoutValidation("User-Agent", "Benchmarks/1.0");
        request.Headers.TryAddWithoutValidation("Accept-Language", "en-GB, en; q=0.8");
        return request;
    }
}
