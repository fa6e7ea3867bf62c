using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Coalesce.Http.Tests.Wrapping;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>Two principals whose requests differ in one thing, in flight together: each gets its own answer, and callers who differ in nothing get one.</summary>
public sealed class PrincipalsTests
{
    private const int CallersEach = 10;

    [Theory]
    [InlineData("Authorization", "Bearer ann", "Bearer bob")]
    [InlineData("Authorization", "Bearer ann", "bearer ann")]
    [InlineData("Authorization", "Bearer ann", null)]
    [InlineData("Proxy-Authorization", "Basic YW5u", "Basic Ym9i")]
    [InlineData("Cookie", "sid=1", "sid=2")]
    [InlineData("Cookie", "sid=1; theme=dark", "sid=1")]
    [InlineData("X-Api-Key", "1", "2")]
    [InlineData("X-Api-Key", "1,2", "1, 2")]
    [InlineData("X-Api-Key", "", null)]
    [InlineData("X-Tenant-Id", "north", "south")]
    [InlineData("X-Tenant-Id", "north", "North")]
    [InlineData("Accept", "application/json", "application/xml")]
    [InlineData("Accept", "application/json", null)]
    [InlineData("Accept-Language", "de", "fr")]
    [InlineData("Accept-Language", "de, fr", "fr, de")]
    [InlineData("Range", "bytes=0-4", "bytes=5-9")]
    [InlineData("Range", "bytes=0-4", null)]
    [InlineData("If-None-Match", "\"1\"", "\"2\"")]
    [InlineData("If-None-Match", "\"1\"", null)]
    [InlineData("If-Match", "\"1\"", "\"2\"")]
    [InlineData("Host", "one.test", "two.test")]
    [InlineData("X-Anything", "1", "2")]
    public async Task Header_DiffersBetweenTwo_EachGetsItsOwn(string name, string? one, string? other)
    {
        var gate = new Gate();
        using var stub = new StubHandler(async (request, token) =>
        {
            await gate.WaitAsync(token);
            return Text(request.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join('|', values) : "none");
        });
        using var pipeline = CoalescingPipeline.Create(stub);
        using var client = new HttpClient(pipeline);

        var calls = Callers((one, other), value =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "http://api.test/me");
            if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
            return AskAsync(client, request);
        });
        await gate.OpenOnceJoinedAsync(pipeline.Broker, calls.Count);

        foreach (var (value, call) in calls) Assert.Equal(value ?? "none", await Wait.ForAsync(call));
        Assert.Equal(2, stub.Count);
    }

    [Theory]
    [InlineData("Authorization", "Bearer ann", "Bearer bob")]
    [InlineData("Authorization", "Bearer ann", null)]
    [InlineData("Proxy-Authorization", "Basic YW5u", "Basic Ym9i")]
    [InlineData("Cookie", "sid=1", "sid=2")]
    [InlineData("X-Api-Key", "1,2", "1, 2")]
    [InlineData("X-Api-Key", "", null)]
    [InlineData("X-Tenant-Id", "north", "North")]
    [InlineData("Accept-Language", "de", "fr")]
    [InlineData("Accept", "application/json", null)]
    [InlineData("Host", "one.test", "two.test")]
    [InlineData("X-Anything", "1", "2")]
    public async Task Header_DiffersBetweenTwo_EachIsAnsweredOfWhatIsKeptForIt(string name, string? one, string? other)
    {
        using var stub = new StubHandler((request, _) =>
        {
            var response = Text(request.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join('|', values) : "none");
            response.Headers.TryAddWithoutValidation("Cache-Control", "public, max-age=1000");
            if (name.StartsWith("Accept", StringComparison.Ordinal)) response.Headers.TryAddWithoutValidation("Vary", name);
            return Task.FromResult(response);
        });
        using var pipeline = CoalescingPipeline.Create(stub);
        using var client = new HttpClient(pipeline);

        for (var i = 0; i < 6; i++)
        {
            var value = i % 2 == 0 ? one : other;
            var request = new HttpRequestMessage(HttpMethod.Get, "http://api.test/me");
            if (value is not null) request.Headers.TryAddWithoutValidation(name, value);
            Assert.Equal(value ?? "none", await Wait.ForAsync(AskAsync(client, request)));
        }
        Assert.Equal(2, stub.Count);
    }

    /// <summary>The wire does not see the partition: what is further in says whose it is, as an auth handler would.</summary>
    [Theory]
    [InlineData(Whose.Delegate)]
    [InlineData(Whose.Own)]
    [InlineData(Whose.PairDiffersInApp)]
    [InlineData(Whose.PairDiffersInOwn)]
    [InlineData(Whose.PairSwapped)]
    [InlineData(Whose.OwnAgainstNone)]
    [InlineData(Whose.EmptyAgainstNone)]
    public async Task Partition_DiffersBetweenTwo_EachGetsItsOwn(Whose whose)
    {
        var gate = new Gate();
        using var stub = new StubHandler(async (request, token) =>
        {
            await gate.WaitAsync(token);
            return Text(request.Headers.NonValidated["X-User"].ToString());
        });
        var user = new AsyncLocal<(string? App, string? Own, string Name)>();
        using var pipeline = CoalescingPipeline.Create(
            new HeaderHandler("X-User", () => user.Value.Name) { InnerHandler = stub },
            options =>
            {
                if (whose is not (Whose.Own or Whose.OwnAgainstNone or Whose.EmptyAgainstNone)) options.Partition = _ => user.Value.App;
            });
        using var client = new HttpClient(pipeline);
        (string? App, string? Own)[] pairs = whose switch
        {
            Whose.Delegate => [("ann", null), ("bob", null)],
            Whose.Own => [(null, "ann"), (null, "bob")],
            Whose.PairDiffersInApp => [("ann", "part"), ("bob", "part")],
            Whose.PairDiffersInOwn => [("app", "ann"), ("app", "bob")],
            Whose.PairSwapped => [("ann", "bob"), ("bob", "ann")],
            Whose.OwnAgainstNone => [(null, "ann"), (null, null)],
            _ => [(null, ""), (null, null)],
        };

        var calls = Callers((0, 1), async one =>
        {
            user.Value = (pairs[one].App, pairs[one].Own, $"user {one}");
            var request = new HttpRequestMessage(HttpMethod.Get, "http://api.test/me");
            if (pairs[one].Own is { } own) request.WithPartition(own);
            return await AskAsync(client, request);
        });
        // Without a partition nothing is shared, because of the handler inside: these come one by one.
        var shared = whose is Whose.OwnAgainstNone or Whose.EmptyAgainstNone ? CallersEach : calls.Count;
        await stub.WaitForRequestsAsync(2 + calls.Count - shared - (shared < calls.Count ? 1 : 0));
        gate.Open();

        foreach (var (one, call) in calls) Assert.Equal($"user {one}", await Wait.ForAsync(call));
        Assert.Equal(shared < calls.Count ? 1 + CallersEach : 2, stub.Count);
    }

    [Fact]
    public async Task ClientName_DiffersBetweenTwo_EachGetsItsOwn()
    {
        var gate = new Gate();
        using var stub = new StubHandler(async (request, token) =>
        {
            await gate.WaitAsync(token);
            return Text(request.Headers.NonValidated["X-Client"].ToString());
        });
        var services = new ServiceCollection();
        // One wire for both, and what tells them apart is added in the middle of it.
        foreach (var name in new[] { "one", "two" })
        {
            services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => new HeaderHandler("X-Client", () => name) { InnerHandler = stub }).AddCoalescing(options => options.Key.InnerHeaders.Add("X-Client"));
        }
        await using var provider = services.BuildServiceProvider();

        var calls = Callers(("one", "two"), name =>
            AskAsync(provider.GetRequiredService<IHttpClientFactory>().CreateClient(name), new HttpRequestMessage(HttpMethod.Get, "http://api.test/me")));
        foreach (var name in new[] { "one", "two" })
        {
            var broker = provider.GetRequiredKeyedService<IRequestBroker>(name);
            await Wait.UntilAsync(() => broker.GetFlights().Sum(flight => flight.Callers) == CallersEach);
        }
        gate.Open();

        foreach (var (name, call) in calls) Assert.Equal(name, await Wait.ForAsync(call));
        Assert.Equal(2, stub.Count);
    }

    public enum Whose
    {
        Delegate,
        Own,
        PairDiffersInApp,
        PairDiffersInOwn,
        PairSwapped,
        OwnAgainstNone,
        EmptyAgainstNone,
    }

    private static List<(T Principal, Task<string> Call)> Callers<T>((T One, T Other) two, Func<T, Task<string>> ask) =>
        [.. Enumerable.Range(0, 2 * CallersEach).Select(i => i % 2 == 0 ? two.One : two.Other).Select(one => (one, ask(one)))];

    private static async Task<string> AskAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static HttpResponseMessage Text(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };
}
