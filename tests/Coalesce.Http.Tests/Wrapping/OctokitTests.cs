using Coalesce.Http.Testing;
using Octokit;
using Octokit.Internal;

namespace Coalesce.Http.Tests.Wrapping;

/// <summary>An SDK that takes a handler, and knows nothing of us.</summary>
public sealed class OctokitTests
{
    private const int Callers = 20;

    [Fact]
    public async Task GitHubClient_IdenticalCallsAtOnce_AreOneRequest()
    {
        var gate = new Gate();
        await using var origin = await GitHubOrigin.StartAsync(gate);
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler());
        var client = Connect(origin, pipeline);

        var calls = Enumerable.Range(0, Callers).Select(_ => client.User.Get("octocat")).ToArray();
        await gate.OpenOnceJoinedAsync(pipeline.Broker, Callers);
        var users = await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(1, origin.Count);
        Assert.All(users, user => Assert.Equal("octocat", user.Login));
        Assert.Equal(Callers, users.ToHashSet(ReferenceEqualityComparer.Instance).Count);
    }

    [Fact]
    public async Task GitHubClient_TwoUsersAtOnce_NeverShare()
    {
        var gate = new Gate();
        await using var origin = await GitHubOrigin.StartAsync(gate);
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler());
        var clients = new[] { Connect(origin, pipeline, new Credentials("token-1")), Connect(origin, pipeline, new Credentials("token-2")) };

        var calls = Enumerable.Range(0, Callers).Select(i => clients[i % 2].User.Get("octocat")).ToArray();
        await gate.OpenOnceJoinedAsync(pipeline.Broker, Callers);
        await Wait.ForAsync(Task.WhenAll(calls));

        Assert.Equal(["Token token-1", "Token token-2"], origin.Requests.Select(r => r.Header("Authorization")).Order());
    }

    [Fact]
    public async Task GitHubClient_OverTheChain_AnswersAsOverAPlainHandler()
    {
        await using var origin = await GitHubOrigin.StartAsync();
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler());
        using var plainHandler = new SocketsHttpHandler();
        var plain = await TourAsync(Connect(origin, plainHandler));
        var plainRequests = origin.Requests.Select(r => $"{r.Method} {r.Target} {r.BodyText}").ToArray();

        var ours = await TourAsync(Connect(origin, pipeline));

        Assert.Equal(plain, ours);
        Assert.Equal(plainRequests, origin.Requests.Skip(plainRequests.Length).Select(r => $"{r.Method} {r.Target} {r.BodyText}"));
        Assert.Contains("User octocat 7, 4999 left", plain[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHubClient_WritesAtOnce_AreAllSent()
    {
        await using var origin = await GitHubOrigin.StartAsync();
        using var pipeline = CoalescingPipeline.Create(new SocketsHttpHandler());
        var client = Connect(origin, pipeline);

        await Wait.ForAsync(Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.Issue.Create("o", "r", new NewIssue("A bug")))));

        Assert.Equal(5, origin.Count);
    }

    /// <summary>A user, pages, a write, two errors, and what the client remembers of the last answer's headers.</summary>
    private static async Task<string[]> TourAsync(GitHubClient client)
    {
        var user = await client.User.Get("octocat");
        var remaining = client.GetLastApiInfo().RateLimit.Remaining;
        var tag = client.GetLastApiInfo().Etag;
        var repositories = await client.Repository.GetAllForUser("octocat");
        var issue = await client.Issue.Create("o", "r", new NewIssue("A bug"));
        var missing = await Assert.ThrowsAsync<NotFoundException>(() => client.User.Get("nobody"));
        var limited = await Assert.ThrowsAsync<RateLimitExceededException>(() => client.User.Get("hurried"));
        return
        [
            $"User {user.Login} {user.Id}, {remaining} left, {tag}",
            $"Repositories {string.Join(',', repositories.Select(r => r.Name))}",
            $"Issue {issue.Number} {issue.Title}",
            $"Missing {missing.StatusCode} {missing.Message}",
            $"Limited {limited.StatusCode} {limited.Message} {limited.Remaining}",
        ];
    }

    private static GitHubClient Connect(TestOrigin origin, HttpMessageHandler handler, Credentials? credentials = null) =>
        new(new Connection(
            new ProductHeaderValue("coalesce-tests"),
            origin.BaseAddress,
            new InMemoryCredentialStore(credentials ?? Credentials.Anonymous),
            new HttpClientAdapter(() => handler),
            new SimpleJsonSerializer()));
}
