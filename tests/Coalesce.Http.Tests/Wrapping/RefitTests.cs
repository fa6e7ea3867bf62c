using System.Net;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;
using Refit;

namespace Coalesce.Http.Tests.Wrapping;

/// <summary>A user's Refit interface; nothing in it knows of us.</summary>
internal interface IGitHubApi
{
    [Get("/users/{login}")]
    Task<GitHubUser> GetUserAsync(string login);

    [Get("/users/{login}")]
    Task<ApiResponse<GitHubUser>> GetUserResponseAsync(string login);

    [Get("/users/{login}/repos")]
    Task<Stream> GetRepositoriesAsync(string login, int page);

    [Post("/repos/{owner}/{name}/issues")]
    Task<GitHubIssue> CreateIssueAsync(string owner, string name, [Body] GitHubNewIssue issue);
}

internal sealed record GitHubUser(string Login, int Id);

internal sealed record GitHubIssue(int Number, string Title);

internal sealed record GitHubNewIssue(string Title);

public sealed class RefitTests
{
    private const int Callers = 50;

    [Fact]
    public async Task RefitClient_IdenticalCallsAtOnce_AreOneRequestAndAnswersOfTheirOwn()
    {
        var gate = new Gate();
        await using var origin = await GitHubOrigin.StartAsync(gate);
        await using var services = Build(origin, out var name);
        var api = services.GetRequiredService<IGitHubApi>();

        var calls = Enumerable.Range(0, Callers).Select(_ => api.GetUserAsync("octocat")).ToArray();
        await gate.OpenOnceJoinedAsync(services.GetRequiredKeyedService<IRequestBroker>(name), Callers);
        var users = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(1, origin.Count);
        Assert.All(users, user => Assert.Equal(new GitHubUser("octocat", 7), user));
        Assert.Equal(Callers, users.ToHashSet(ReferenceEqualityComparer.Instance).Count);
    }

    [Fact]
    public async Task RefitClient_DifferentCallsAtOnce_GetEachItsOwnAnswer()
    {
        string[] logins = ["a", "bb", "ccc"];
        var gate = new Gate();
        await using var origin = await GitHubOrigin.StartAsync(gate);
        await using var services = Build(origin, out var name);
        var api = services.GetRequiredService<IGitHubApi>();

        var calls = Enumerable.Range(0, 30).Select(i => api.GetUserAsync(logins[i % 3])).ToArray();
        await gate.OpenOnceJoinedAsync(services.GetRequiredKeyedService<IRequestBroker>(name), 30);
        var users = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(3, origin.Count);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => logins[i % 3]), users.Select(u => u.Login));
    }

    [Fact]
    public async Task RefitClient_WritesAtOnce_AreAllSent()
    {
        await using var origin = await GitHubOrigin.StartAsync();
        await using var services = Build(origin, out _);
        var api = services.GetRequiredService<IGitHubApi>();

        var calls = Enumerable.Range(0, 5).Select(_ => api.CreateIssueAsync("o", "r", new GitHubNewIssue("A bug")));
        var issues = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(5, origin.Count);
        Assert.All(issues, issue => Assert.Equal(new GitHubIssue(7, "A bug"), issue));
        Assert.All(origin.Requests, request => Assert.Equal("""{"title":"A bug"}""", request.BodyText));
    }

    [Fact]
    public async Task RefitClient_StreamedAtOnce_EachCallerReadsItsOwnStream()
    {
        var gate = new Gate();
        await using var origin = await GitHubOrigin.StartAsync(gate);
        await using var services = Build(origin, out var name);
        var api = services.GetRequiredService<IGitHubApi>();

        var calls = Enumerable.Range(0, Callers).Select(_ => api.GetRepositoriesAsync("octocat", 1)).ToArray();
        await gate.OpenOnceJoinedAsync(services.GetRequiredKeyedService<IRequestBroker>(name), Callers);
        var streams = await Wait.ForAsync(Task.WhenAll(calls));
        var bodies = await Wait.ForAsync(Task.WhenAll(streams.Select(stream => new StreamReader(stream).ReadToEndAsync())));

        Assert.Equal(1, origin.Count);
        Assert.All(bodies, body => Assert.Equal("""[{"id":1,"name":"repo-1"}]""", body));
    }

    [Fact]
    public async Task RefitClient_FailedCallsAtOnce_GetEachItsOwnApiException()
    {
        var gate = new Gate();
        await using var origin = await GitHubOrigin.StartAsync(gate);
        await using var services = Build(origin, out var name);
        var api = services.GetRequiredService<IGitHubApi>();

        var calls = Enumerable.Range(0, Callers).Select(_ => Assert.ThrowsAsync<ApiException>(() => api.GetUserAsync("nobody"))).ToArray();
        await gate.OpenOnceJoinedAsync(services.GetRequiredKeyedService<IRequestBroker>(name), Callers);
        var failures = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(1, origin.Count);
        Assert.All(failures, failure => Assert.Equal(HttpStatusCode.NotFound, failure.StatusCode));
        Assert.All(failures, failure => Assert.Equal("""{"message":"Not Found"}""", failure.Content));
        Assert.Equal(Callers, failures.ToHashSet(ReferenceEqualityComparer.Instance).Count);
    }

    [Fact]
    public async Task RefitClient_ResponseOfACall_ShowsItsHeadersAndHowItCame()
    {
        await using var origin = await GitHubOrigin.StartAsync();
        await using var services = Build(origin, out _);

        using var response = await services.GetRequiredService<IGitHubApi>().GetUserResponseAsync("octocat");

        Assert.Equal("octocat", response.Content!.Login);
        Assert.Equal(["4999"], response.Headers!.GetValues("X-RateLimit-Remaining"));
        Assert.Equal(["Coalesce; fwd=miss"], response.Headers!.GetValues("Cache-Status"));
    }

    private static ServiceProvider Build(TestOrigin origin, out string name)
    {
        var services = new ServiceCollection();
        var builder = services.AddRefitGeneratedClient<IGitHubApi>().ConfigureHttpClient(client => client.BaseAddress = origin.BaseAddress);
        name = builder.Name;
        builder.AddCoalescing();
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
    }
}
