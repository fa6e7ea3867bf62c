using System.Text;

namespace Coalesce.Http.Tests.Parity;

/// <summary>One run of a case: the client to use, and the transcript of what it and the origin saw.</summary>
internal sealed class ParityRun(HttpClient client, SocketsHttpHandler handler, On mode, IParityOrigin origin, TimeSpan patience)
{
    private readonly StringBuilder _notes = new();
    private readonly int _firstRequest = origin.Count;
    private readonly int _firstAbort = origin.Aborts;

    public HttpClient Client => client;

    public SocketsHttpHandler Handler => handler;

    public Uri Address => client.BaseAddress!;

    public bool Sync => mode == On.Sync;

    /// <summary>How long a time-out may take: enough for a request to reach the origin, as far as that can be known.</summary>
    public TimeSpan Patience => patience;

    /// <summary>Starts the case again with more patience if the time-out came before the request had reached the origin.</summary>
    public void RequireAtOrigin(int requests)
    {
        if (origin.Count < _firstRequest + requests) throw new TooSlowException();
    }

    public Task OriginSawAsync(int requests) => origin.WaitForRequestsAsync(_firstRequest + requests);

    public Task OriginSawAbortsAsync(int aborts) => origin.WaitForAbortsAsync(_firstAbort + aborts);

    public string Transcript() => $"{_notes}At the origin:\n{string.Join('\n', origin.Log(_firstRequest))}\n";

    public void Note(string line) => _notes.Append(line).Append('\n');

    public void Note(string what, object? value) => Note($"{what}: {value ?? "null"}");

    public HttpRequestMessage Request(string method = "GET", string target = "/", HttpContent? content = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), target) { Content = content };
        if (mode != On.Http2) return request;
        request.Version = new Version(2, 0);
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return request;
    }

    /// <summary>A request with one header, as it stands, whatever it says.</summary>
    public HttpRequestMessage RequestWith(string name, params string[] values)
    {
        var request = Request();
        request.Headers.TryAddWithoutValidation(name, values);
        return request;
    }

    /// <summary>Sends in the way of this run, without noting anything.</summary>
    public Task<HttpResponseMessage> ExchangeAsync(
        HttpRequestMessage request,
        HttpCompletionOption option = HttpCompletionOption.ResponseContentRead,
        CancellationToken token = default) =>
        Sync ? Task.Run(() => client.Send(request, option, token), CancellationToken.None) : client.SendAsync(request, option, token);

    /// <summary>Sends, and notes everything there is to see of the response, or the exception.</summary>
    public async Task SendAsync(
        HttpRequestMessage request,
        HttpCompletionOption option = HttpCompletionOption.ResponseContentRead,
        CancellationToken token = default)
    {
        using (request)
        {
            try
            {
                using var response = await ExchangeAsync(request, option, token);
                Note("the caller's own request", ReferenceEquals(request, response.RequestMessage));
                await NoteAsync(response, token);
            }
            catch (Exception e)
            {
                Note("throws " + Describe.Failure(e, token));
            }
        }
    }

    public Task SendAsync(string method, string target = "/", HttpContent? content = null) =>
        SendAsync(Request(method, target, content));

    /// <summary>Notes everything there is to see of a response, its body last.</summary>
    public async Task NoteAsync(HttpResponseMessage response, CancellationToken token = default)
    {
        Note(Describe.Head(response));
        Note("content length", response.Content.Headers.ContentLength);
        await NoteAsync("body", async () => Describe.Bytes(await ReadAsync(response.Content)), token);
        Note("content length after", response.Content.Headers.ContentLength);
        Note("trailers" + Describe.Headers(response.TrailingHeaders));
    }

    /// <summary>Notes a result, or the exception in its place.</summary>
    public async Task NoteAsync<T>(string what, Func<Task<T>> act, CancellationToken token = default)
    {
        try
        {
            Note(what, await act());
        }
        catch (Exception e)
        {
            Note($"{what} throws {Describe.Failure(e, token)}");
        }
    }

    public Task NoteAsync(string what, Func<Task> act, CancellationToken token = default) =>
        NoteAsync(what, async () =>
        {
            await act();
            return "done";
        }, token);

    private async Task<byte[]> ReadAsync(HttpContent content)
    {
        if (!Sync) return await content.ReadAsByteArrayAsync();
        var copy = new MemoryStream();
        await Task.Run(() => content.CopyTo(copy, null, CancellationToken.None));
        return copy.ToArray();
    }
}

/// <summary>A loaded machine let a time-out pass before the request had reached the origin: the run says nothing.</summary>
internal sealed class TooSlowException : Exception;
