namespace Coalesce.Http.Tests.Parity;

/// <summary>
/// <see cref="HttpClient.Timeout"/> knows no <see cref="TimeProvider"/>: it runs for real here, in a few milliseconds, against
/// an origin that would stay silent for ever.
/// </summary>
public sealed class TimeoutParityTests
{
    private static readonly ParityTable Table = new(
        new("before the head", "TaskCanceledException[another token] <- TimeoutException", run => TimedAsync(run), Answer.Silence, On: On.Every),
        new("before the head, headers only", "TaskCanceledException[another token] <- TimeoutException",
            run => TimedAsync(run, HttpCompletionOption.ResponseHeadersRead), Answer.Silence, On: On.Every),
        new("of a POST", "TaskCanceledException[another token] <- TimeoutException", run => TimedAsync(run, method: "POST"), Answer.Silence, On: On.Every),
        new("of a HEAD", "TaskCanceledException[another token] <- TimeoutException", run => TimedAsync(run, method: "HEAD"), Answer.Silence, On: On.Every),
        new("in the body", "TaskCanceledException[another token] <- TimeoutException", run => TimedAsync(run), Answer.PartThenSilence("hel"), Handler: NoDrain, On: On.Every),
        new("in the body of a POST", "TaskCanceledException[another token] <- TimeoutException",
            run => TimedAsync(run, method: "POST"), Answer.PartThenSilence("hel"), Handler: NoDrain, On: On.Every),
        new("with a token that stays silent", "TaskCanceledException[another token] <- TimeoutException", async run =>
        {
            using var cancel = new CancellationTokenSource();
            run.Client.Timeout = run.Patience;
            await run.SendAsync(run.Request(), token: cancel.Token);
            run.RequireAtOrigin(1);
        }, Answer.Silence, On: On.Every),
        new("the origin sees the end", "aborted", async run =>
        {
            await TimedAsync(run);
            await run.OriginSawAbortsAsync(1);
            run.Note("aborted");
        }, Answer.Silence, On: On.Every),
        new("GetStringAsync", "TaskCanceledException[another token] <- TimeoutException", async run =>
        {
            run.Client.Timeout = run.Patience;
            await run.NoteAsync("text", () => run.Client.GetStringAsync("/"));
            run.RequireAtOrigin(1);
        }, Answer.PartThenSilence("hel")),
        new("does not run on after the head", "hello", async run =>
        {
            run.Client.Timeout = TimeSpan.FromSeconds(20);
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
            await run.NoteAsync(response);
        }, On: On.Every),
        new("ConnectTimeout", "TaskCanceledException", run => run.SendAsync("GET"), Handler: handler =>
        {
            handler.ConnectTimeout = TimeSpan.FromMilliseconds(50);
            handler.ConnectCallback = async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return Stream.Null;
            };
        }));

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_TimedOut_FailsAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    // A synchronous read that timed out would else wait two seconds for the rest of the body.
    private static void NoDrain(SocketsHttpHandler handler) => handler.ResponseDrainTimeout = TimeSpan.Zero;

    private static async Task TimedAsync(
        ParityRun run, HttpCompletionOption option = HttpCompletionOption.ResponseContentRead, string method = "GET")
    {
        run.Client.Timeout = run.Patience;
        await run.SendAsync(run.Request(method), option);
        run.RequireAtOrigin(1);
    }
}
