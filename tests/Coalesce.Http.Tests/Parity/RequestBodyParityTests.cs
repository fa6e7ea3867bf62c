using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

public sealed class RequestBodyParityTests
{
    private static readonly ParityTable Table = new(
        Post("no content", "Content-Length: 0", () => null),
        Post("empty bytes", "Content-Length: 0", () => new ByteArrayContent([])),
        Post("bytes", "3 bytes: abc", () => new ByteArrayContent("abc"u8.ToArray())),
        Post("a part of an array", "2 bytes: bc", () => new ByteArrayContent("abcd"u8.ToArray(), 1, 2)),
        Post("memory", "3 bytes: abc", () => new ReadOnlyMemoryContent("abc"u8.ToArray())),
        Post("a string", "text/plain; charset=utf-8", () => new StringContent("grüße")),
        Post("a string in another encoding", "text/csv; charset=utf-16", () => new StringContent("a,b", Encoding.Unicode, "text/csv")),
        Post("a stream that can seek", "Content-Length: 3", () => new StreamContent(new MemoryStream("abc"u8.ToArray()))),
        Post("a stream of unknown length", "Transfer-Encoding: chunked", () => new StreamContent(new ForwardStream("abc")), On.Http1),
        Post("a stream of unknown length over HTTP/2", "3 bytes: abc", () => new StreamContent(new ForwardStream("abc")), On.Http2),
        Post("a form", "a=1&b=x+%26+y", () => new FormUrlEncodedContent([new("a", "1"), new("b", "x & y")])),
        Post("multipart", "form-data; name=part", () => new MultipartFormDataContent("edge")
        {
            { new StringContent("1"), "part" },
            { new ByteArrayContent("bytes"u8.ToArray()), "file", "name.bin" },
        }),
        Post("nested multipart", "multipart/mixed", () => new MultipartContent("related", "outer")
        {
            new MultipartContent("mixed", "inner") { new StringContent("deep") },
        }),
        Post("JSON", "application/json; charset=utf-8", () => JsonContent.Create(new { a = 1, b = new[] { "x" } })),
        Post("a large body", "300000 bytes", () => new ByteArrayContent(new byte[300_000])),
        Post("custom content headers", "X-Part: 1", () => With(new StringContent("a"), h => h.Add("X-Part", "1"))),
        Post("a content type that does not parse", "Content-Type: not/a/type", () =>
            With(new StringContent("a"), h =>
            {
                h.Remove("Content-Type");
                h.TryAddWithoutValidation("Content-Type", "not/a/type;;");
            })),
        Post("content encoding and language", "Content-Language: de, en", () =>
            With(new StringContent("a"), h =>
            {
                h.ContentEncoding.Add("identity");
                h.ContentLanguage.Add("de");
                h.ContentLanguage.Add("en");
            })),
        Post("a content length that is too long", "HttpRequestException", () => With(new StringContent("abc"), h => h.ContentLength = 5), On.Http1),
        Post("a content length that is too short", "HttpRequestException", () => With(new StringContent("abc"), h => h.ContentLength = 2), On.Http1),
        Post("content that fails to write", "InvalidDataException", () => new FailingContent(), On.Http1),
        Post("content that writes only asynchronously", "NotSupportedException", () => new AsyncOnlyContent(), On.Sync),
        new("chunked by wish", "Transfer-Encoding: chunked", run =>
        {
            var request = run.Request("POST", "/", new StringContent("abc"));
            request.Headers.TransferEncodingChunked = true;
            return run.SendAsync(request);
        }, On: On.Http1),
        new("chunked without content", "HttpRequestException", run =>
        {
            var request = run.Request("POST");
            request.Headers.TransferEncodingChunked = true;
            return run.SendAsync(request);
        }),
        new("Expect 100-continue, granted", "3 bytes: abc", run => Expecting(run), On: On.Http1),
        new("Expect 100-continue, refused", "417", run => Expecting(run),
            Origin: Answer.Status(StatusCodes.Status417ExpectationFailed), On: On.Http1, ReadBodies: false),
        new("an answer before the body was read", "413", run => run.SendAsync("POST", "/", new ByteArrayContent(new byte[100_000])),
            Origin: Answer.Status(StatusCodes.Status413PayloadTooLarge), ReadBodies: false),
        new("a GET with a body", "4 bytes: body", run => run.SendAsync("GET", "/", new StringContent("body")), On: On.Every),
        new("two GETs with different bodies", "3 bytes: two", async run =>
        {
            await run.SendAsync("GET", "/", new StringContent("one"));
            await run.SendAsync("GET", "/", new StringContent("two"));
        }, On: On.Every),
        new("GET with an empty body", "Content-Length: 0", run => run.SendAsync("GET", "/", new ByteArrayContent([])), On: On.Every),
        new("PostAsJsonAsync and back", "System.Int32[]", run => run.NoteAsync("array", async () =>
        {
            using var response = await run.Client.PostAsJsonAsync("/", new[] { 1, 2 });
            return await response.Content.ReadFromJsonAsync<int[]>();
        }), Origin: context => context.Response.WriteAsJsonAsync(new[] { 1, 2 })));

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyRequestBody_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static ParityCase Post(string name, string expect, Func<HttpContent?> content, On on = On.Every) =>
        new(name, expect, run => run.SendAsync("POST", "/", content()), On: on);

    private static Task Expecting(ParityRun run)
    {
        var request = run.Request("POST", "/", new StringContent("abc"));
        request.Headers.ExpectContinue = true;
        return run.SendAsync(request);
    }

    private static HttpContent With(HttpContent content, Action<HttpContentHeaders> set)
    {
        set(content.Headers);
        return content;
    }
}
