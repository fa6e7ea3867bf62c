using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Coalesce.Http.Broker;

namespace ConsoleDemo.Asking;

/// <summary>
/// Asks like any component of an app: sends, and reads the answer to its end. It never throws for what becomes of the request,
/// but notes it.
/// </summary>
internal sealed class Asker(HttpClient client, Clock clock)
{
    public Task<Ask> GetAsync(string id, Uri uri, CancellationToken cancellationToken = default) =>
        AskAsync(id, new HttpRequestMessage(HttpMethod.Get, uri), keepText: true, cancellationToken);

    public async Task<Ask> AskAsync(string id, HttpRequestMessage request, bool keepText, CancellationToken cancellationToken)
    {
        // Keys leave this header out, so it tells requests apart in the origin's log without keeping them from being coalesced.
        request.Headers.Remove("X-Request-ID");
        request.Headers.Add("X-Request-ID", id);
        var asked = clock.Now;
        var kept = keepText ? new MemoryStream() : null;
        var (bytes, cacheStatus) = (0L, "");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using var sent = request;
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            cacheStatus = CacheStatusText.Of(response);
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
            try
            {
                int read;
                while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    bytes += read;
                    hash.AppendData(buffer, 0, read);
                    kept?.Write(buffer, 0, read);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
            return Done(AskEnd.Answered, kept is null ? null : Encoding.UTF8.GetString(kept.ToArray()));
        }
        catch (RequestSupersededException)
        {
            return Done(AskEnd.Superseded, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Done(AskEnd.GivenUp, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return Done(AskEnd.Failed, e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message);
        }

        Ask Done(AskEnd end, string? text) => new(id, asked, clock.Now, end, bytes, text) { CacheStatus = cacheStatus, Digest = Convert.ToHexString(hash.GetHashAndReset()) };
    }
}
