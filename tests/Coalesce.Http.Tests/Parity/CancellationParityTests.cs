namespace Coalesce.Http.Tests.Parity;

public sealed class CancellationParityTests
{
    private static readonly ParityTable Table = new(
        new("before the send", "TaskCanceledException[the caller's token]", run => run.SendAsync(run.Request(), token: new CancellationToken(true)), On: On.Every),
        new("of a POST before the send", "TaskCanceledException[the caller's token]",
            run => run.SendAsync(run.Request("POST"), token: new CancellationToken(true)), On: On.Every),
        new("before the head", "TaskCanceledException[the caller's token]", run => BeforeHeadAsync(run, "GET"), Answer.Silence, On: On.Every),
        new("of a HEAD before the head", "TaskCanceledException[the caller's token]", run => BeforeHeadAsync(run, "HEAD"), Answer.Silence, On: On.Every),
        new("of a POST before the head", "TaskCanceledException[the caller's token]", run => BeforeHeadAsync(run, "POST"), Answer.Silence, On: On.Every),
        new("before the head, without a time-out", "TaskCanceledException[the caller's token]", run =>
        {
            run.Client.Timeout = Timeout.InfiniteTimeSpan;
            return BeforeHeadAsync(run, "GET");
        }, Answer.Silence, On: On.Every),
        new("while the body is buffered", "TaskCanceledException[the caller's token]", run => BeforeHeadAsync(run, "GET"), Answer.PartThenSilence("hel"), On: On.Every),
        new("by CancelPendingRequests", "TaskCanceledException", async run =>
        {
            var sending = run.SendAsync(run.Request());
            await run.OriginSawAsync(1);
            run.Client.CancelPendingRequests();
            await sending;
            await run.OriginSawAbortsAsync(1);
        }, Answer.Silence, On: On.Every),
        new("by disposing the client", "TaskCanceledException", async run =>
        {
            var sending = run.SendAsync(run.Request());
            await run.OriginSawAsync(1);
            run.Client.Dispose();
            await sending;
        }, Answer.Silence, On: On.Every),
        new("after the head does not matter", "body: 5 bytes: hello", async run =>
        {
            using var cancel = new CancellationTokenSource();
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            await cancel.CancelAsync();
            await run.NoteAsync(response);
        }, On: On.Every),
        new("after the answer does not matter", "body: 5 bytes: hello", async run =>
        {
            using var cancel = new CancellationTokenSource();
            using var response = await run.ExchangeAsync(run.Request(), token: cancel.Token);
            await cancel.CancelAsync();
            await run.NoteAsync(response);
        }, On: On.Every),
        InBody("of a read", (content, token) => ReadAllAsync(content, token)),
        InBody("of ReadAsByteArrayAsync", (content, token) => content.ReadAsByteArrayAsync(token)),
        InBody("of ReadAsStringAsync", (content, token) => content.ReadAsStringAsync(token)),
        InBody("of CopyToAsync", (content, token) => content.CopyToAsync(Stream.Null, token)),
        InBody("of LoadIntoBufferAsync", (content, token) => content.LoadIntoBufferAsync(token)),
        new("of a read before it begins", "TaskCanceledException[the caller's token]", async run =>
        {
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
            var token = new CancellationToken(true);
            await using var stream = await response.Content.ReadAsStreamAsync();
            await run.NoteAsync("read", () => stream.ReadExactlyAsync(new byte[1], token).AsTask(), token);
        }, Answer.PartThenSilence("hel")),
        new("of GetStringAsync", "TaskCanceledException[the caller's token]", async run =>
        {
            using var cancel = new CancellationTokenSource();
            var getting = run.NoteAsync("text", () => run.Client.GetStringAsync("/", cancel.Token), cancel.Token);
            await run.OriginSawAsync(1);
            await cancel.CancelAsync();
            await getting;
        }, Answer.PartThenSilence("hel")),
        new("by disposing a response that was not read", "aborted", async run =>
        {
            using (await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead)) run.Note("head");
            await run.OriginSawAbortsAsync(1);
            run.Note("aborted");
        }, Answer.PartThenSilence("hel"), Handler: handler => handler.ResponseDrainTimeout = TimeSpan.Zero, On: On.Every),
        new("by disposing a stream in its middle", "aborted", async run =>
        {
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
            await using (var stream = await response.Content.ReadAsStreamAsync()) await stream.ReadExactlyAsync(new byte[3]);
            await run.OriginSawAbortsAsync(1);
            run.Note("aborted");
        }, Answer.PartThenSilence("hel"), Handler: handler => handler.ResponseDrainTimeout = TimeSpan.Zero),
        new("and the same request again", "second: OK", async run =>
        {
            await BeforeHeadAsync(run, "GET", "/silent");
            await run.NoteAsync("second", async () => (await run.ExchangeAsync(run.Request())).StatusCode);
        }, context => context.Request.Path == "/silent" ? Answer.Silence(context) : Answer.Text("hello")(context), On: On.Every));

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_Cancelled_FailsAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static async Task BeforeHeadAsync(ParityRun run, string method, string target = "/")
    {
        using var cancel = new CancellationTokenSource();
        var sending = run.SendAsync(run.Request(method, target), token: cancel.Token);
        await run.OriginSawAsync(1);
        await cancel.CancelAsync();
        await sending;
        await run.OriginSawAbortsAsync(1);
    }

    private static ParityCase InBody(string name, Func<HttpContent, CancellationToken, Task> read) =>
        new(name, "TaskCanceledException[the caller's token]", async run =>
        {
            using var cancel = new CancellationTokenSource();
            using var response = await run.ExchangeAsync(run.Request(), HttpCompletionOption.ResponseHeadersRead);
            var reading = run.NoteAsync("read", () => read(response.Content, cancel.Token), cancel.Token);
            await cancel.CancelAsync();
            await reading;
            await run.OriginSawAbortsAsync(1);
        }, Answer.PartThenSilence("hel"), On: On.Async | On.Http2);

    private static async Task ReadAllAsync(HttpContent content, CancellationToken token)
    {
        await using var stream = await content.ReadAsStreamAsync(token);
        await stream.ReadExactlyAsync(new byte[3], token);
        await stream.ReadExactlyAsync(new byte[1], token);
    }
}
