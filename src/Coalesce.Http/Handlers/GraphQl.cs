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
        var isJson = mediaType is not null && mediaType.Contains("json", StringComparison.OrdinalIgnoreCase);
        if (!isJson && !LooksLikeJson(body)) return false; // a type that says nothing leaves it to the body
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            reader.Read(); // throws where more follows, which servers may read
            return MayWrite(document.RootElement);
        }
        catch (JsonException)
        {
            return isJson;
        }
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static bool MayWrite(JsonElement request) => request.ValueKind switch
    {
        JsonValueKind.Array => request.EnumerateArray().Any(MayWrite), // a batch
        JsonValueKind.Object when request.EnumerateObject().Any(IsQuery) => request.EnumerateObject().Where(IsQuery).Any(query =>
            query.Value.ValueKind != JsonValueKind.String || GraphQlDocument.MayWrite(query.Value.GetString()!)),
        // A persisted document: what it does is known to the server alone.
        JsonValueKind.Object => request.EnumerateObject().Any(member => RequestMembers.Contains(member.Name, StringComparer.OrdinalIgnoreCase)),
        _ => false,
    };

    /// <summary>In any case, and each of several: servers differ in what they take.</summary>
    private static bool IsQuery(JsonProperty member) => member.Name.Equals("query", StringComparison.OrdinalIgnoreCase);
}
