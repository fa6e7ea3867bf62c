using System.Net;

namespace Coalesce.Http.Tests.Isolation;

/// <summary>
/// What a chain under test plays on: who is signed in, and the two places where requests are held until all of a round stand where they should. Everything
/// up to them runs on the caller's own stack, so no test has to wait for callers to arrive.
/// </summary>
internal sealed class Stage
{
    private static readonly AsyncLocal<string?> SignedIn = new();
    private TaskCompletionSource _door = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _wire = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sends;

    public Stage()
    {
        OpenDoor();
        OpenWire();
    }

    /// <summary>Who is signed in, as the app's ambient context has it.</summary>
    public static string? User => SignedIn.Value;

    /// <summary>Whether what the wire answers may be kept.</summary>
    public bool IsKept { get; init; }

    /// <summary>How often the wire was reached.</summary>
    public int Sends => Volatile.Read(ref _sends);

    /// <summary>Held before anything is added.</summary>
    public Task Door => Volatile.Read(ref _door).Task;

    public static async Task<T> AsAsync<T>(string user, Func<Task<T>> act)
    {
        SignedIn.Value = user;
        return await act();
    }

    public void CloseDoor() => Volatile.Write(ref _door, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void OpenDoor() => _door.TrySetResult();

    public void CloseWire() => Volatile.Write(ref _wire, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void OpenWire() => _wire.TrySetResult();

    /// <summary>Answers, once the wire is open, with the one user that the request really carries.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sends);
        var user = UserOn(request); // now, as a wire writes it down: what becomes of the message later is not sent
        await Volatile.Read(ref _wire).Task.WaitAsync(cancellationToken);
        // Not in memory as a whole, so that it is shared and can be joined late.
        var response = new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(user))),
            RequestMessage = request,
        };
        response.Headers.Vary.Add("User-Agent");
        if (IsKept) response.Headers.TryAddWithoutValidation("Cache-Control", "max-age=1000, stale-if-error=1000");
        return response;
    }

    /// <summary>Whom a server would take the request for, wherever that stands.</summary>
    private static string UserOn(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        string?[] marks =
        [
            .. ValuesOf(request.Headers, "Authorization").Select(value => value.Split(' ')[^1]),
            .. ValuesOf(request.Headers, "X-Api-Key"), .. ValuesOf(request.Headers, "X-Tenant-Id"), .. ValuesOf(request.Headers, "Cookie"),
            .. ValuesOf(request.Headers, "User-Agent"), .. ValuesOf(request.Content?.Headers, "X-Tenant-Id"),
            uri.Segments is [_, "u/", var segment, ..] ? segment.TrimEnd('/') : null,
            uri.Query.Split("user=") is [_, var query] ? query : null,
            uri.Host.Split('.') is [var host, "tenants", ..] ? host : null,
        ];
        return string.Join('+', marks.OfType<string>().DefaultIfEmpty("nobody"));
    }

    private static string[] ValuesOf(System.Net.Http.Headers.HttpHeaders? headers, string name) =>
        headers is not null && headers.NonValidated.TryGetValues(name, out var values) ? [.. values] : [];
}
