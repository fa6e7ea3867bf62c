using System.Net;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Parity;

public sealed class CookieParityTests
{
    private static readonly ParityTable Table = new(
        new("set and sent back", "Cookie: a=1", run => Twice(run), Set("a=1; path=/"), On: On.Every),
        new("two of them", "Cookie: a=1; b=2", run => Twice(run), Set("a=1; path=/", "b=2; path=/"), On: On.Every),
        new("replaced", "jar: a=2", async run =>
        {
            await run.SendAsync("GET", "/1");
            await run.SendAsync("GET", "/2");
            run.Note("jar", run.Handler.CookieContainer.GetCookieHeader(run.Address));
        }, context => Set($"a={context.Request.Path.Value![1..]}; path=/")(context), On: On.Every),
        new("taken back", "jar: \n", async run =>
        {
            await run.SendAsync("GET", "/set");
            await run.SendAsync("GET", "/expire");
            run.Note("jar", run.Handler.CookieContainer.GetCookieHeader(run.Address));
        }, context => Set(context.Request.Path == "/set" ? "a=1; path=/" : "a=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT")(context), On: On.Every),
        new("only for a path", "Set-Cookie: a=1", async run =>
        {
            await run.SendAsync("GET", "/deep/page");
            await run.SendAsync("GET", "/other");
            await run.SendAsync("GET", "/deep/other");
        }, Set("a=1; path=/deep"), On: On.Every),
        new("only for HTTPS", "Set-Cookie: a=1; path=/; secure", run => Twice(run), Set("a=1; path=/; secure")),
        new("for another domain", "Set-Cookie: a=1; domain=example.org", run => Twice(run), Set("a=1; domain=example.org")),
        new("that does not parse", "Set-Cookie: =;;", run => Twice(run), Set("=;;")),
        new("in a jar of one's own", "Cookie: mine=1", async run =>
        {
            run.Handler.CookieContainer.Add(run.Address, new Cookie("mine", "1"));
            await Twice(run);
        }, On: On.Every),
        new("in a jar that fills in between", "Cookie: late=1", async run =>
        {
            await run.SendAsync("GET");
            run.Handler.CookieContainer.Add(run.Address, new Cookie("late", "1"));
            await run.SendAsync("GET");
        }, On: On.Every),
        new("by hand and from the jar", "mine=1", async run =>
        {
            run.Handler.CookieContainer.Add(run.Address, new Cookie("jar", "2"));
            await run.SendAsync(run.RequestWith("Cookie", "mine=1"));
        }, On: On.Every),
        new("by hand, without a jar", "Cookie: mine=1", async run =>
        {
            await run.SendAsync(run.RequestWith("Cookie", "mine=1"));
            await run.SendAsync("GET");
        }, Set("a=1; path=/"), Handler: handler => handler.UseCookies = false, On: On.Every),
        new("set on a redirect", "Cookie: a=1", run => run.SendAsync("GET", "/start"), context =>
        {
            if (context.Request.Path == "/end") return context.Response.WriteAsync("end");
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = "/end";
            context.Response.Headers.SetCookie = "a=1; path=/";
            return Task.CompletedTask;
        }, On: On.Every),
        new("set by a POST, sent with a GET", "Cookie: a=1", async run =>
        {
            await run.SendAsync("POST");
            await run.SendAsync("GET");
        }, Set("a=1; path=/"), On: On.Every),
        new("set by a 401", "Cookie: a=1", run => Twice(run), async context =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await Set("a=1; path=/")(context);
        }));

    public static TheoryData<string> Names => Table.Names;

    [Theory, MemberData(nameof(Names))]
    public Task Send_AnyCookie_DoesAsOverThePlainHandler(string name) => Table.AssertSameAsync(name);

    private static async Task Twice(ParityRun run)
    {
        await run.SendAsync("GET");
        await run.SendAsync("GET");
        run.Note("jar", run.Handler.CookieContainer.GetCookieHeader(run.Address));
    }

    private static RequestDelegate Set(params string[] cookies) => Answer.Header("Set-Cookie", cookies);
}
