using System.Text.Json;

namespace Coalesce.Http;

/// <summary>Tells GraphQL documents that only read from those that may write. What cannot be read may write.</summary>
internal static class GraphQl
{
    private static readonly string[] RequestMembers = ["operationName", "variables", "extensions", "documentId", "id", "doc_id"];

    /// <param name="mediaType">The content's media type.</param>
    /// <param name="body">The content.</param>
    /// <returns>False for a document of queries alone, and for a body that is no GraphQL at all.</returns>
    public static bool MayWrite(string? mediaType, ReadOnlySpan<byte> body)
    {
        if (mediaType is not null && mediaType.Equals("application/graphql", StringComparison.OrdinalIgnoreCase))
            return GraphQlDocument.MayWrite(System.Text.Encoding.UTF8.GetString(body));
        if (mediaType is null || !mediaType.Contains("json", StringComparison.OrdinalIgnoreCase)) return false;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return MayWrite(document.RootElement);
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static bool MayWrite(JsonElement request) => request.ValueKind switch
    {
        JsonValueKind.Array => request.EnumerateArray().Any(MayWrite), // a batch
        JsonValueKind.Object when request.TryGetProperty("query", out var query) =>
            query.ValueKind != JsonValueKind.String || GraphQlDocument.MayWrite(query.GetString()!),
        // A persisted document: what it does is known to the server alone.
        JsonValueKind.Object => RequestMembers.Any(member => request.TryGetProperty(member, out _)),
        _ => false,
    };
}
