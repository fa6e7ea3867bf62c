using System.Text;

namespace Coalesce.Http.Tests.Parity;

public sealed class MethodParityTests
{
    private static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "purge"];

    private static readonly ParityTable Table = new(
    [
        .. Methods.Select(method => new ParityCase(method, $"{method} / HTTP/", run => run.SendAsync(method), On: On.Every)),
        .. Methods.Where(method => method != "TRACE").Select(method => new ParityCase(
            $"{method} with a body", $"{method} / HTTP/", run => run.SendAsync(method, "/", new StringContent("some text")), On: On.Every)),
        new("TRACE with a body", "TRACE", run => run.SendAsync("TRACE", "/", new StringContent("some text"))),
        new("get in lower case", "final request: get", run => run.SendAsync("get")),
        new("two GETs after each other", "two", async run =>
        {
            await run.SendAsync("GET", "/one");
            await run.SendAsync("GET", "/two");
        }, On: On.Every),
        new("the same GET twice", "hello", async run =>
        {
            await run.SendAsync("GET");
            await run.SendAsync("GET");
        }, On: On.Every),
        new("a POST between two GETs", "POST", async run =>
        {
            await run.SendAsync("GET");
            await run.SendAsync("POST", "/", new StringContent("change"));
            await run.SendAsync("GET");
        }, On: On.Every),
        new("GetStringAsync", "hello", run => run.NoteAsync("text", () => run.Client.GetStringAsync("/"))),
        new("GetByteArrayAsync", "hello", run => run.NoteAsync("text", async () =>
            Encoding.UTF8.GetString(await run.Client.GetByteArrayAsync("/")))),
        new("GetStreamAsync", "hello", run => run.NoteAsync("text", async () =>
        {
            using var reader = new StreamReader(await run.Client.GetStreamAsync("/"));
            return await reader.ReadToEndAsync();
        })),
        new("GetAsync", "hello", async run => await run.NoteAsync(await run.Client.GetAsync("/"))),
        new("PostAsync", "hello", async run => await run.NoteAsync(await run.Client.PostAsync("/", new StringContent("a")))),
        new("PutAsync", "hello", async run => await run.NoteAsync(await run.Client.PutAsync("/", new StringContent("a")))),
        new("PatchAsync", "hello", async run => await run.NoteAsync(await run.Client.PatchAsync("/", new StringContent("a")))),
        new("DeleteAsync", "hello", async run => await run.NoteAsync(await run.Client.DeleteAsync("/"))),
        new("DefaultRequestHeaders", "X-Default: 1, 2", async run =>
        {
            run.Client.DefaultRequestHeaders.Add("X-Default", ["1", "2"]);
            run.Client.DefaultRequestHeaders.UserAgent.ParseAdd("test/1.0");
            await run.SendAsync("GET");
        }, On: On.Every),
        new("a request sent a second time", "InvalidOperationException", async run =>
        {
            var request = run.Request();
            using var first = await run.ExchangeAsync(request);
            await run.SendAsync(request);
        }, On: On.Every),
    ]);

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyMethod_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);
}
