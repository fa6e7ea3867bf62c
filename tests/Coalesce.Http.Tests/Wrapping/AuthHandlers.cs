using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;

namespace Coalesce.Http.Tests.Wrapping;

/// <summary>Who is signed in, as an app's ambient context has it.</summary>
internal static class SignedIn
{
    private static readonly AsyncLocal<string?> Current = new();

    public static string? User
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    /// <summary>Runs something as a user, and leaves the caller's own context as it was.</summary>
    public static async Task<T> AsAsync<T>(string user, Func<Task<T>> act)
    {
        User = user;
        return await act();
    }
}

/// <summary>The usual auth handler: adds the signed-in user's token.</summary>
internal sealed class BearerHandler : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SignedIn.User ?? "nobody");
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Adds a header of the given name and value.</summary>
internal sealed class HeaderHandler(string name, Func<string> value) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation(name, value());
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Fetches a new token through the very client it stands in, once the old one is refused.</summary>
internal sealed class RefreshingHandler(IServiceProvider services) : DelegatingHandler
{
    private string _token = "old";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath == "/token") return await base.SendAsync(request, cancellationToken);

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        response.Dispose();
        var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(TestClient.Name);
        _token = await client.GetStringAsync("/token", cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return await base.SendAsync(request, cancellationToken);
    }
}
