using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Wrapping;

/// <summary>Answers as GitHub's API does, as far as a client needs it: users, two pages of repositories, issues, errors.</summary>
internal static class GitHubOrigin
{
    public static Task<TestOrigin> StartAsync(Gate? gate = null) => TestOrigin.StartAsync(async context =>
    {
        if (gate is not null) await gate.WaitAsync(context.RequestAborted);
        context.Response.Headers["X-RateLimit-Limit"] = "5000";
        context.Response.Headers["X-RateLimit-Remaining"] = "4999";
        context.Response.Headers["X-RateLimit-Reset"] = "1372700873";
        await AnswerAsync(context);
    });

    private static Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (context.Request.Method, path) switch
        {
            ("GET", ["users", "nobody"]) => JsonAsync(context, 404, """{"message":"Not Found"}"""),
            ("GET", ["users", "hurried"]) => LimitedAsync(context),
            ("GET", ["users", var login, "repos"]) => PageAsync(context, login),
            ("GET", ["users", var login]) => JsonAsync(context, 200, $$"""{"login":"{{login}}","id":{{login.Length}},"type":"User"}"""),
            ("POST", ["repos", _, _, "issues"]) => JsonAsync(context, 201, """{"id":1,"number":7,"title":"A bug","state":"open"}"""),
            _ => JsonAsync(context, 404, """{"message":"Not Found"}"""),
        };
    }

    private static Task PageAsync(HttpContext context, string login)
    {
        var page = context.Request.Query["page"].ToString() is "2" ? 2 : 1;
        if (page == 1)
        {
            context.Response.Headers.Link = $"<http://{context.Request.Host}/users/{login}/repos?page=2>; rel=\"next\"";
        }
        return JsonAsync(context, 200, $$"""[{"id":{{page}},"name":"repo-{{page}}"}]""");
    }

    private static Task LimitedAsync(HttpContext context)
    {
        context.Response.Headers["X-RateLimit-Remaining"] = "0";
        return JsonAsync(context, 403, """{"message":"API rate limit exceeded for 127.0.0.1."}""");
    }

    private static Task JsonAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ETag = $"\"{json.Length}\"";
        return context.Response.WriteAsync(json);
    }
}
