using Coalesce.Http.Broker;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>
/// What is added further in comes from ambient state that no key has seen. Two users ask the same at once, round after round; the wire answers with the user
/// it really saw, and each caller compares that with its own.
/// </summary>
public sealed class AmbientTests
{
    private const int Rounds = 500; // in each, every user asks twice
    private const int RoundsAChain = 8; // what is learned of a chain is learned anew so often
    private static readonly string[] Users = ["ann", "bob"];

    public static TheoryData<string> Chains => AmbientChains.Names;

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task InFlight_EveryoneGetsTheirOwn(string chain) => await PlayAsync(chain, partition: false, AskAllAsync);

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task InFlightWithPartition_EveryoneGetsTheirOwn(string chain) => await PlayAsync(chain, partition: true, AskAllAsync);

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task FirstCallerLeftBeforeTheGuard_EveryoneElseGetsTheirOwn(string chain) => await PlayAsync(chain, partition: false, LeaveFirstAsync);

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task Landed_WhoComesAfterTheHeadGetsTheirOwn(string chain)
    {
        await PlayAsync(chain, partition: false, AskAfterHeadAsync);
        await PlayAsync(chain, partition: true, AskAfterHeadAsync);
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task SupersededByNewest_WhoGetsAnAnswerGetsTheirOwn(string chain)
    {
        await PlayAsync(chain, partition: false, SupersedeAsync);
        await PlayAsync(chain, partition: true, SupersedeAsync);
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task SupersededFollow_WhoGetsAnAnswerGetsTheirOwn(string chain)
    {
        await PlayAsync(chain, partition: false, SupersedeAsync, SupersedeMode.Follow);
        await PlayAsync(chain, partition: true, SupersedeAsync, SupersedeMode.Follow);
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task Kept_WhoComesLaterGetsTheirOwn(string chain)
    {
        foreach (var partition in new[] { false, true })
        {
            await PlayAsync(chain, partition, AskAllAsync, rounds: Rounds / 4, isKept: true);
            await PlayAsync(chain, partition, AskInTurnAsync, rounds: Rounds / 4, isKept: true);
            await PlayAsync(chain, partition, AskAfterHeadAsync, rounds: Rounds / 4, isKept: true);
        }
    }

    [Theory(Explicit = true)]
    [Trait("Category", "Long")]
    [MemberData(nameof(Chains))]
    public async Task ManyMoreRounds_EveryoneGetsTheirOwn(string chain)
    {
        foreach (var partition in new[] { false, true })
        {
            await PlayAsync(chain, partition, AskAllAsync, rounds: 20 * Rounds);
            await PlayAsync(chain, partition, LeaveFirstAsync, rounds: 20 * Rounds);
            await PlayAsync(chain, partition, AskAfterHeadAsync, rounds: 20 * Rounds);
            await PlayAsync(chain, partition, SupersedeAsync, rounds: 20 * Rounds);
            await PlayAsync(chain, partition, SupersedeAsync, SupersedeMode.Follow, rounds: 20 * Rounds);
        }
    }

    private static async Task PlayAsync(
        string chain, bool partition, Func<Stage, HttpClient, int, Task> playRound, SupersedeMode mode = SupersedeMode.Newest, int rounds = Rounds, bool isKept = false)
    {
        for (var round = 0; round < rounds;)
        {
            var stage = new Stage { IsKept = isKept };
            using var client = Client(chain, stage, partition, mode);
            for (var i = 0; i < RoundsAChain; i++, round++) await playRound(stage, client, round);
        }
    }

    private static HttpClient Client(string chain, Stage stage, bool partition, SupersedeMode mode) => new(CoalescingPipeline.Create(
        AmbientChains.Create(chain, stage),
        options =>
        {
            if (partition) options.Partition = _ => Stage.User;
            options.Routes["GET /{**rest}"] = new RouteOptions { SupersedeMode = mode };
        }))
    {
        BaseAddress = new Uri("http://api.test/"),
    };

    /// <summary>In even rounds all have joined before anything is added, in odd ones the first is at the wire when the others come.</summary>
    private static async Task AskAllAsync(Stage stage, HttpClient client, int round)
    {
        stage.CloseWire();
        if (round % 2 == 0) stage.CloseDoor();
        var calls = Enumerable.Range(round, 4).Select(i => AskAsync(client, Users[i % 2], "me")).ToArray();
        stage.OpenDoor();
        stage.OpenWire();
        for (var i = 0; i < calls.Length; i++) Assert.Equal(Users[(round + i) % 2], await Wait(calls[i]));
    }

    /// <summary>Each finds what the one before has left.</summary>
    private static async Task AskInTurnAsync(Stage stage, HttpClient client, int round)
    {
        for (var i = round; i < round + 4; i++) Assert.Equal(Users[i % 2], await Wait(AskAsync(client, Users[i % 2], "me")));
    }

    private static async Task LeaveFirstAsync(Stage stage, HttpClient client, int round)
    {
        stage.CloseDoor();
        stage.CloseWire();
        using var leaves = new CancellationTokenSource();
        var first = AskAsync(client, Users[round % 2], "me", cancellationToken: leaves.Token);
        var calls = Enumerable.Range(round, 4).Select(i => AskAsync(client, Users[i % 2], "me")).ToArray();
        await leaves.CancelAsync();
        stage.OpenDoor();
        stage.OpenWire();
        for (var i = 0; i < calls.Length; i++) Assert.Equal(Users[(round + i) % 2], await Wait(calls[i]));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait(first));
    }

    private static async Task AskAfterHeadAsync(Stage stage, HttpClient client, int round)
    {
        using var head = await Wait(Stage.AsAsync(Users[round % 2], () => client.GetAsync("me", HttpCompletionOption.ResponseHeadersRead)));
        Assert.Equal(Users[(round + 1) % 2], await Wait(AskAsync(client, Users[(round + 1) % 2], "me")));
        Assert.Equal(Users[round % 2], await Wait(AskAsync(client, Users[round % 2], "me")));
        Assert.Equal(Users[round % 2], await Wait(head.Content.ReadAsStringAsync()));
    }

    private static async Task SupersedeAsync(Stage stage, HttpClient client, int round)
    {
        stage.CloseWire();
        if (round % 2 == 0) stage.CloseDoor();
        // Two words of each user, the second of both users the same.
        var calls = Enumerable.Range(round, 4).Select(i => AskAsync(client, Users[i % 2], i - round < 2 ? $"find/{i}" : "find/same", "search")).ToArray();
        stage.OpenDoor();
        stage.OpenWire();
        for (var i = 0; i < calls.Length; i++)
        {
            try
            {
                Assert.Equal(Users[(round + i) % 2], await Wait(calls[i]));
            }
            catch (RequestSupersededException)
            {
                // Which of them this may happen to is another test's question.
            }
        }
    }

    private static Task<string> AskAsync(
        HttpClient client, string user, string path, string? group = null, CancellationToken cancellationToken = default) => Stage.AsAsync(user, async () =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (group is not null) request.WithSupersedeBy(group);
        using var response = await client.SendAsync(request, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    });

    private static Task<T> Wait<T>(Task<T> task) => Coalesce.Http.Testing.Wait.ForAsync(task);
}
