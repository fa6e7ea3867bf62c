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
        var saysJson = mediaType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
        // Servers are lenient about the media type, so whatever may be JSON is looked at.
        if (!saysJson && body.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..]) return false;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return reader.Read() || MayWrite(document.RootElement); // Read throws at whatever follows
        }
        catch (JsonException)
        {
            return saysJson;
        }
    }

    private static bool MayWrite(JsonElement request) => request.ValueKind switch
    {
        JsonValueKind.Array => request.EnumerateArray().Any(MayWrite), // a batch
        JsonValueKind.Object => MayWriteObject(request),
        _ => false,
    };

    /// <summary>Servers differ in which of two members of a name counts, and in whether the case matters: each of them must be a read.</summary>
    private static bool MayWriteObject(JsonElement request)
    {
        var queries = request.EnumerateObject().Where(member => member.Name.Equals("query", StringComparison.OrdinalIgnoreCase)).ToList();
        if (queries.Count > 0) return queries.Any(query => query.Value.ValueKind != JsonValueKind.String || GraphQlDocument.MayWrite(query.Value.GetString()));
        // A persisted document: what it does is known to the server alone.
        return request.EnumerateObject().Any(member => RequestMembers.Contains(member.Name, StringComparer.OrdinalIgnoreCase));
    }
}
