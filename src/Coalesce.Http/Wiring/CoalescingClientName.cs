namespace Coalesce.Http;

/// <summary>The name of a client with coalescing, one service a client: keyed services cannot be listed.</summary>
internal sealed record CoalescingClientName(string Value);
