using System.Security.Cryptography;

namespace Coalesce.Http;

/// <summary>The body of a request whose route coalesces bodies, read once.</summary>
internal sealed class RequestBody(byte[] bytes)
{
    public byte[] Bytes => bytes;

    public byte[] Hash { get; } = SHA256.HashData(bytes);

    /// <summary>Buffers the content, so that it can still be sent, and reads it.</summary>
    public static async Task<RequestBody> LoadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await request.Content!.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        return new RequestBody(await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Whether the request only reads: the user's word, or else no GraphQL document that writes.</summary>
    public bool IsRead(HttpRequestMessage request, in RequestPlan plan) =>
        plan.Route!.Options.IsRead is { } isRead ? isRead(request, bytes) : !MayWrite(request.Content!);

    private bool MayWrite(HttpContent content)
    {
        var headers = content.Headers.NonValidated;
        if (headers.Contains("Content-Encoding")) return true; // packed: nobody here can read it
        // As it stands: a type that .NET cannot read may be read by the server.
        var type = headers.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
        return GraphQl.MayWrite(type?.Split(';')[0].Trim(), bytes);
    }
}
