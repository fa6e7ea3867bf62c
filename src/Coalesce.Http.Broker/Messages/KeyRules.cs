using System.Collections.Frozen;

namespace Coalesce.Http.Broker.Messages;

/// <summary>Which headers take part in a key. Built once a client.</summary>
internal sealed class KeyRules
{
    /// <summary>Left out for everyone: what differs in each request and changes no answer.</summary>
    public static readonly IReadOnlyList<string> LeftOutByDefault =
    [
        "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context", "X-Request-ID", "X-Correlation-ID",
        "Priority", "Idempotency-Key", "User-Agent",
    ];

    private readonly FrozenSet<string> _leftOut;
    private readonly FrozenSet<string> _uncompared;
    private readonly FrozenSet<string> _sensitive;

    public KeyRules(IEnumerable<string> ignore, IEnumerable<string> inner, IEnumerable<string> sensitive)
    {
        _sensitive = sensitive.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        // What the user calls sensitive stays in the key, also where it is left out for everyone else.
        _leftOut = LeftOutByDefault.Concat(ignore).Where(name => !_sensitive.Contains(name)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _uncompared = _leftOut.Concat(inner).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the header takes no part in the key.</summary>
    public bool IsLeftOut(string name) => _leftOut.Contains(name);

    /// <summary>Whether the guard passes over the header: left out, or declared to be the same for everyone.</summary>
    public bool IsUncompared(string name) => _uncompared.Contains(name);

    /// <summary>The rules as one text: processes with the same make the same keys.</summary>
    public string Fingerprint => string.Join('\n', Sorted(_sensitive), Sorted(_leftOut), Sorted(_uncompared)).ToLowerInvariant();

    public bool IsSensitive(string name) => _sensitive.Contains(name);

    private static string Sorted(IEnumerable<string> names) => string.Join(',', names.Order(StringComparer.OrdinalIgnoreCase));
}
