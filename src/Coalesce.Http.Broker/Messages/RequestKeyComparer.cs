namespace Coalesce.Http.Broker.Messages;

/// <summary>Lets a map of keys be asked with a probe, and makes the key only when there is something to keep.</summary>
internal sealed class RequestKeyComparer : IEqualityComparer<RequestKey>, IAlternateEqualityComparer<RequestProbe, RequestKey>
{
    public static readonly RequestKeyComparer Instance = new();

    public bool Equals(RequestKey? x, RequestKey? y) => x is null ? y is null : x.Equals(y);

    public int GetHashCode(RequestKey obj) => obj.GetHashCode();

    public bool Equals(RequestProbe alternate, RequestKey other) => other.Equals(alternate);

    public int GetHashCode(RequestProbe alternate) => alternate.Hash;

    public RequestKey Create(RequestProbe alternate) => new(alternate);
}
