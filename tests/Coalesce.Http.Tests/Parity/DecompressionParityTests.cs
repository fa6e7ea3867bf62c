using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

public sealed class DecompressionParityTests
{
    private static readonly ParityTable Table = new(
    [
        .. new[] { "gzip", "deflate", "br" }.SelectMany(coding => new[]
        {
            new ParityCase($"{coding}, unpacked", "bytes: hello hello hello", run => run.SendAsync("GET"), Packed(coding), Handler: All, On: On.Every),
            new ParityCase($"{coding}, as it is", $"Content-Encoding: {coding}", run => run.SendAsync("GET"), Packed(coding), On: On.Every),
            new ParityCase($"{coding}, as a stream", "bytes: hello hello hello", run =>
                run.SendAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead), Packed(coding), Handler: All, On: On.Every),
            new ParityCase($"{coding}, of a HEAD", "HEAD", run => run.SendAsync("HEAD"), Packed(coding), Handler: All, On: On.Every),
            new ParityCase($"{coding}, of a POST", "bytes: hello hello hello", run => run.SendAsync("POST"), Packed(coding), Handler: All),
        }),
        new("only gzip is asked for", "Accept-Encoding: gzip", run => run.SendAsync("GET"), Packed("gzip"),
            Handler: handler => handler.AutomaticDecompression = DecompressionMethods.GZip, On: On.Every),
        new("an Accept-Encoding of one's own", "Accept-Encoding: identity", run => run.SendAsync(run.RequestWith("Accept-Encoding", "identity")), Handler: All, On: On.Every),
        new("not packed although asked", "bytes: hello", run => run.SendAsync("GET"), Handler: All, On: On.Every),
        new("a coding that is not known", "Content-Encoding: odd", run => run.SendAsync("GET"), Answer.Header("Content-Encoding", "odd"), Handler: All, On: On.Every),
        new("two codings", "Content-Encoding: ", run => run.SendAsync("GET"), async context =>
        {
            var twice = Pack("br", Pack("gzip", "hello"u8.ToArray()));
            context.Response.Headers.ContentEncoding = "gzip, br";
            await context.Response.Body.WriteAsync(twice);
        }, Handler: All),
        new("an empty body", "0 bytes", run => run.SendAsync("GET"), context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return Task.CompletedTask;
        }, Handler: All, On: On.Every),
        new("a broken body", "InvalidDataException", run => run.SendAsync("GET"), Answer.Header("Content-Encoding", "gzip"), Handler: All, On: On.Http1),
        new("a broken body, as a stream", "body throws InvalidDataException", run =>
            run.SendAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead), Answer.Header("Content-Encoding", "gzip"), Handler: All, On: On.Http1),
        new("a large body", "500000 bytes", run => run.SendAsync("GET"), async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(Pack("gzip", new byte[500_000]));
        }, Handler: All, On: On.Every),
        new("the caller's request after", "accept-encoding: gzip", async run =>
        {
            var request = run.RequestWith("Accept-Encoding", "gzip");
            using var response = await run.ExchangeAsync(request);
            run.Note("accept-encoding", request.Headers.AcceptEncoding);
            await run.NoteAsync(response);
        }, Packed("gzip"), Handler: handler => handler.AutomaticDecompression = DecompressionMethods.GZip, On: On.Every),
    ]);

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyContentCoding_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static void All(SocketsHttpHandler handler) => handler.AutomaticDecompression = DecompressionMethods.All;

    private static RequestDelegate Packed(string coding) => async context =>
    {
        var body = Pack(coding, "hello hello hello"u8.ToArray());
        context.Response.Headers.ContentEncoding = coding;
        context.Response.ContentLength = body.Length;
        if (context.Request.Method != "HEAD") await context.Response.Body.WriteAsync(body);
    };

    private static byte[] Pack(string coding, byte[] bytes)
    {
        var packed = new MemoryStream();
        using (Stream packer = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal),
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal),
            _ => new BrotliStream(packed, CompressionLevel.Optimal),
        })
        {
            packer.Write(bytes);
        }
        return packed.ToArray();
    }
}
