using System.Text.Json.Serialization;

namespace ConsoleDemo.Har;

// The members of a HAR entry that a replay needs. All may be missing: which of them must not be is ExchangeFactory's business.
// Numbers are doubles because exporters write "200.0" and "1e3" too.

internal sealed record HarEntry(string? StartedDateTime, double? Time, HarRequest? Request, HarResponse? Response, HarTimings? Timings);

internal sealed record HarRequest(
    string? Method, string? Url, IReadOnlyList<HarHeader?>? Headers, HarPostData? PostData, double? BodySize);

internal sealed record HarResponse(double? Status, IReadOnlyList<HarHeader?>? Headers, HarContent? Content, double? BodySize);

internal sealed record HarHeader(string? Name, string? Value);

internal sealed record HarPostData(
    [property: JsonConverter(typeof(LenientText))] string? Text, string? Encoding, IReadOnlyList<HarParam?>? Params);

internal sealed record HarParam(string? Name, string? Value);

internal sealed record HarContent(double? Size, [property: JsonConverter(typeof(LenientText))] string? Text, string? Encoding,
    [property: JsonPropertyName("_bodyId")] string? BodyId = null);

internal sealed record HarTimings(double? Wait, double? Receive);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    MaxDepth = HarFile.MaxDepth)]
[JsonSerializable(typeof(HarEntry))]
internal sealed partial class HarJson : JsonSerializerContext;
