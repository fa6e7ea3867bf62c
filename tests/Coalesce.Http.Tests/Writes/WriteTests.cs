using System.Net;
using System.Text;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Writes;

/// <summary>Which writes concern which reads: a read in flight is left behind by what a write concerns, and joined past what it does not.</summary>
public sealed class WriteTests
{
    private const string Read = "http://api.test/items?page=1";

    [Theory]
    // The same path, whatever its query, in every partition.
    [InlineData(ForgetScope.Uri, "POST", "http://api.test/items", true)]
    [InlineData(ForgetScope.Uri, "POST", "http://api.test/items?page=2", true)]
    [InlineData(ForgetScope.Uri, "POST", "http://api.test/items#x", true)]
    [InlineData(ForgetScope.Uri, "PUT", "http://API.test:80/items", true)]
    [InlineData(ForgetScope.Uri, "PATCH", "http://ann:secret@api.test/items", true)]
    [InlineData(ForgetScope.Uri, "PURGE", "http://api.test/items", true)]
    [InlineData(ForgetScope.Uri, "DELETE", "http://api.test/items/1", false)]
    [InlineData(ForgetScope.Uri, "POST", "http://api.test/", false)]
    [InlineData(ForgetScope.Uri, "POST", "https://api.test/items", false)]
    [InlineData(ForgetScope.Uri, "POST", "http://api.test:81/items", false)]
    [InlineData(ForgetScope.Uri, "POST", "http://api.test.evil/items", false)]
    [InlineData(ForgetScope.PathPrefix, "POST", "http://api.test/", true)]
    [InlineData(ForgetScope.PathPrefix, "POST", "http://api.test/items/1", false)]
    [InlineData(ForgetScope.PathPrefix, "POST", "http://api.test/other", false)]
    [InlineData(ForgetScope.Origin, "POST", "http://api.test/other", true)]
    [InlineData(ForgetScope.Origin, "POST", "http://ann@api.test/other", true)]
    [InlineData(ForgetScope.Origin, "POST", "http://other.test/items", false)]
    // What is safe concerns nothing.
    [InlineData(ForgetScope.Origin, "GET", "http://api.test/items", false)]
    [InlineData(ForgetScope.Origin, "HEAD", "http://api.test/items", false)]
    [InlineData(ForgetScope.Origin, "OPTIONS", "http://api.test/items", false)]
    [InlineData(ForgetScope.Origin, "TRACE", "http://api.test/items", false)]
    [InlineData(ForgetScope.Origin, "QUERY", "http://api.test/items", false)]
    [InlineData(ForgetScope.Origin, "get", "http://api.test/items", false)]
    [InlineData(ForgetScope.Origin, "post", "http://api.test/items", true)]
    public async Task Write_Begun_ConcernsTheRead(ForgetScope scope, string method, string uri, bool expected) =>
        Assert.Equal(expected, await ConcernsAsync(options => options.ForgetOn = scope, null, null, Request(method, uri)));

    [Theory]
    [InlineData(null, null, "other", true)]
    [InlineData("a", "a", "other", true)]
    [InlineData("a", "b", "other", false)]
    [InlineData("a", null, "other", false)]
    [InlineData("a", "b", "items", true)]
    public async Task Write_OfAPartition_ConcernsItsOwnOriginAndEveryonesPath(string? reader, string? writer, string path, bool expected) =>
        Assert.Equal(expected, await ConcernsAsync(_ => { }, reader, writer, Request("POST", $"http://api.test/{path}")));

    [Fact]
    public async Task Write_OfAnUnknownPartition_ConcernsEveryone()
    {
        var write = Request("POST", "http://api.test/other").WithUrgency(0);
        Assert.True(await ConcernsAsync(options => options.Partition = request => request.Method == HttpMethod.Post ? null : "ann", null, null, write));
    }

    [Fact]
    public async Task Write_OfARouteThatForgetsNothing_ConcernsNoRead() =>
        Assert.False(await ConcernsAsync(options => options.Routes["POST /items"] = new RouteOptions { Forgets = false }, null, null, Request("POST", "http://api.test/items")));

    [Theory]
    [InlineData("{ items }", false)]
    [InlineData("mutation { add }", true)]
    [InlineData("subscription { added }", true)]
    [InlineData("query A { a } mutation B { b }", true)]
    [InlineData("not { closed", true)]
    public async Task Write_OfARouteThatCoalescesBodies_IsWhatItsDocumentSays(string document, bool expected)
    {
        var write = Request("POST", "http://api.test/graphql");
        write.Content = new StringContent($$"""{"query":"{{document}}"}""", Encoding.UTF8, "application/json");
        Assert.Equal(expected, await ConcernsAsync(options => options.Routes["POST /graphql"] = new RouteOptions { CoalesceBody = true }, null, null, write));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Write_OfARouteWithAPredicate_IsWhatItSays(bool isRead, bool expected)
    {
        var write = Request("POST", "http://api.test/search");
        write.Content = new StringContent("mutation { add }");
        Assert.Equal(expected, await ConcernsAsync(
            options => options.Routes["POST /search"] = new RouteOptions { CoalesceBody = true, IsRead = (_, _) => isRead }, null, null, write));
    }

    [Fact]
    public async Task Write_Synchronous_ConcernsTheRead()
    {
        using var server = new WriteServer();
        using var pipeline = CoalescingPipeline.Create(new OpenForWrites(server));
        using var client = new HttpClient(pipeline);
        var before = client.GetStringAsync(Read);
        using (client.Send(Request("POST", "http://api.test/items")))
        {
        }

        var after = client.GetStringAsync(Read);

        server.Open();
        Assert.NotEqual(await Wait.ForAsync(before), await Wait.ForAsync(after));
    }

    /// <summary>A write that the origin answers with a redirect: what it changed is where it was sent, not where the answer is.</summary>
    [Theory]
    [InlineData(ForgetScope.Uri)]
    [InlineData(ForgetScope.PathPrefix)]
    [InlineData(ForgetScope.Origin)]
    public async Task Write_EndedElsewhereByARedirect_ConcernsTheReadBegunMeanwhile(ForgetScope scope)
    {
        using var server = new WriteServer();
        var redirect = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new HttpClient(CoalescingPipeline.Create(new OpenForWrites(server, redirect.Task), options => options.ForgetOn = scope));
        var write = client.SendAsync(Request("POST", "http://api.test/items"));
        var meanwhile = client.GetStringAsync(Read);
        redirect.SetResult();
        (await Wait.ForAsync(write)).Dispose();

        var after = client.GetStringAsync(Read);

        server.Open();
        Assert.NotEqual(await Wait.ForAsync(meanwhile), await Wait.ForAsync(after));
    }

    /// <summary>Whether a read that is started while the write is under way is sent anew.</summary>
    private static async Task<bool> ConcernsAsync(
        Action<CoalescingOptions> configure, string? reader, string? writer, HttpRequestMessage write)
    {
        using var server = new WriteServer();
        using var client = new HttpClient(CoalescingPipeline.Create(server, configure));
        var before = ReadAsync(client, reader);
        if (writer is not null) write.WithPartition(writer);
        var writing = client.SendAsync(write);

        var after = ReadAsync(client, reader);

        server.Open();
        (await Wait.ForAsync(writing)).Dispose();
        return await Wait.ForAsync(before) != await Wait.ForAsync(after);
    }

    private static async Task<string> ReadAsync(HttpClient client, string? partition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Read);
        if (partition is not null) request.WithPartition(partition);
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static HttpRequestMessage Request(string method, string uri) => new(new HttpMethod(method), uri);

    /// <summary>Lets writes through at once, or when told to and with an answer from elsewhere, as .NET leaves the request then.</summary>
    private sealed class OpenForWrites(HttpMessageHandler inner, Task? redirect = null) : DelegatingHandler(inner)
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => new(HttpStatusCode.OK) { RequestMessage = request };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get) return await base.SendAsync(request, cancellationToken);
            await redirect!.WaitAsync(cancellationToken);
            request.Method = HttpMethod.Get;
            request.RequestUri = new Uri("http://elsewhere.test/items/5");
            return new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request };
        }
    }
}
