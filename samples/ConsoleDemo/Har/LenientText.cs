using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConsoleDemo.Har;

/// <summary>
/// Reads a body's text. Browsers export binary bodies as text too, with halves of surrogate pairs that no string may hold: such
/// a text is as good as none, and the body becomes as many bytes.
/// </summary>
internal sealed class LenientText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
