namespace Coalesce.Http.Broker;

/// <summary>What is kept of the server's last answer to an entry.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The headers, of response and content, without sensitive ones.</param>
/// <param name="Body">The first 64 KiB of the body.</param>
/// <param name="IsCut">Whether the body went on after that.</param>
public sealed record OutboxAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, bool IsCut);
