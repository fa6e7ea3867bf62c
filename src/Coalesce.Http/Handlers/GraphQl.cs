using System.Net;
using System.Text;
using System.Text.Json;

namespace Coalesce.Http;

/// <summary>Tells GraphQL documents that only read from those that may write. What cannot be read may write.</summary>
internal static class GraphQl
{
    private static readonly string[] RequestMembers = ["operationName", "variables", "extensions", "documentId", "id", "doc_id"];

    /// <param name="mediaType">The content's media type, without parameters.</param>
    /// <param name="body">The content.</param>
    /// <returns>False for a document of queries alone, and for a body that is no GraphQL at all.</returns>
    public static bool MayWrite(string? mediaType, ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble)) body = body[Encoding.UTF8.Preamble.Length..];
        if (mediaType is not null)
        {
            if (mediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)) return true; // parts are for files, and files for writes
            if (mediaType.Equals("application/graphql", StringComparison.OrdinalIgnoreCase)) return GraphQlDocument.MayWrite(Encoding.UTF8.GetString(body));
            if (mediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)) return MayWrite(FormMembers(Encoding.UTF8.GetString(body)));
        }
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
        catch (InvalidOperationException)
        {
            return true; // JSON, with half a character in a name or document
        }
    }

    private static bool MayWrite(JsonElement request) => request.ValueKind switch
    {
        JsonValueKind.Array => request.EnumerateArray().Any(MayWrite), // a batch
        JsonValueKind.Object => MayWrite(request.EnumerateObject().Select(
            member => (member.Name, IsQuery(member.Name) && member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null)).ToList()),
        _ => false,
    };

    /// <summary>Servers differ in which of two members of a name counts, and in whether the case matters: each of them must be a read.</summary>
    private static bool MayWrite(List<(string Name, string? Text)> members)
    {
        var queries = members.FindAll(member => IsQuery(member.Name));
        if (queries.Count > 0) return queries.Exists(query => GraphQlDocument.MayWrite(query.Text)); // no text: no document, which cannot be read
        // A persisted document: what it does is known to the server alone.
        return members.Exists(member => RequestMembers.Contains(member.Name, StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsQuery(string name) => name.Equals("query", StringComparison.OrdinalIgnoreCase);

    private static List<(string Name, string? Text)> FormMembers(string form)
    {
        List<(string, string?)> members = [];
        foreach (var member in form.Split('&', ';')) // some servers take the one, some either
        {
            var parts = member.Split('=', 2);
            members.Add((WebUtility.UrlDecode(parts[0]), parts.Length == 2 ? WebUtility.UrlDecode(parts[1]) : null));
        }
        return members;
    }
}
