using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Superseding;

/// <summary>Which requests supersede each other: those of one group name, partition and credentials.</summary>
internal sealed class SupersedeKey : IEquatable<SupersedeKey>
{
    private readonly string _group;
    private readonly Partition _partition;
    private readonly string? _cookies;
    private readonly HeaderField[] _credentials;

    public SupersedeKey(string group, RequestKey request, KeyRules rules)
    {
        _group = group;
        _partition = request.Partition;
        _cookies = request.Cookies;
        List<HeaderField>? credentials = null;
        foreach (var field in request.Keyed)
        {
            if (rules.IsSensitive(field.Name)) (credentials ??= []).Add(field);
        }
        _credentials = credentials?.ToArray() ?? [];
    }

    public bool Equals(SupersedeKey? other)
    {
        if (other is null || _group != other._group || _partition != other._partition || _cookies != other._cookies
            || _credentials.Length != other._credentials.Length) return false;
        foreach (var field in _credentials)
        {
            var at = HeaderComparison.Find(other._credentials, field.Name, hint: 0);
            if (at < 0 || !field.HasValues(other._credentials[at])) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as SupersedeKey);

    public override int GetHashCode() => HashCode.Combine(_group, _partition);
}
