using System.Net.Http.Headers;
using System.Text;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>On a route that coalesces bodies, a mutation in whatever wrapping is sent once for each caller.</summary>
public sealed class UnreadBodyTests
{
    private const string Mutation = """{"query":"mutation { like }"}""";

    public static TheoryData<string> Wrappings => new("multipart", "bad multipart type", "form", "gzip", "bad json type");

    [Theory, MemberData(nameof(Wrappings))]
    public async Task Mutation_InAnyWrapping_IsSentForEachCaller(string wrapping)
    {
        using var wire = new HeldWire();
        using var chain = new TestChain(wire, options => options.Routes["POST /graphql"] = new RouteOptions { CoalesceBody = true });
        var first = chain.Client.PostAsync("/graphql", Wrapped(wrapping));
        var second = chain.Client.PostAsync("/graphql", Wrapped(wrapping));

        (await wire.SendAsync(0)).Answer("1");
        (await wire.SendAsync(1)).Answer("2");

        foreach (var response in await Wait.ForAsync(Task.WhenAll(first, second)))
            Assert.Equal("Coalesce; fwd=method", response.Headers.GetValues("Cache-Status").Single());
    }

    private static HttpContent Wrapped(string wrapping) => wrapping switch
    {
        "multipart" => new MultipartFormDataContent("x") { { new StringContent(Mutation), "operations" }, { new StringContent("{}"), "map" } },
        "bad multipart type" => Typed("multipart/form-data; boundary=a b", $"--a b\r\n\r\n{Mutation}\r\n--a b--"),
        "form" => new FormUrlEncodedContent([new("query", "mutation { like }")]),
        "gzip" => Encoded(),
        _ => Typed("application/json/x", "\u00a0" + Mutation),
    };

    private static StringContent Typed(string type, string body)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static ByteArrayContent Encoded()
    {
        // What it packs does not matter: nobody looks into it.
        var content = new ByteArrayContent([0x1F, 0x8B, 8, 0]);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
