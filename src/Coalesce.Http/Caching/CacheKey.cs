using System.Collections.Frozen;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>
/// What an answer is kept under: the URI, whose request it was, and headers that no <c>Vary</c> need name. What <c>Vary</c> names is looked at beside it (RFC 9111, section 2).
/// </summary>
/// <remarks>Credentials stand in it as a keyed hash, so that nobody who sees a key, or memory that was written out, has them.</remarks>
internal sealed class CacheKey : IEquatable<CacheKey>
{
    private readonly HeaderField[] _custom;
    private readonly byte[]? _credentials;
    private readonly int _hash;

    private CacheKey(string uri, in Partition partition, HeaderField[] custom, byte[]? credentials)
    {
        (Uri, Partition, _custom, _credentials) = (uri, partition, custom, credentials);
        var hash = new HashCode();
        hash.Add(uri.GetHashCode());
        if (partition.App is not null) hash.Add(partition.App);
        if (partition.Own is not null) hash.Add(partition.Own);
        if (credentials is not null) hash.AddBytes(credentials);
        hash.Add(custom.Length);
        _hash = hash.ToHashCode();
    }

    public string Uri { get; }

    public Partition Partition { get; }

    /// <summary>Whether URI and partition are all there is to it.</summary>
    public bool IsPlain => _credentials is null && _custom.Length == 0;

    /// <summary>Whether the request carried credentials.</summary>
    public bool HasCredentials => _credentials is not null;

    public bool Equals(CacheKey? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || _hash != other._hash || Uri != other.Uri || Partition != other.Partition) return false;
        if (!_credentials.AsSpan().SequenceEqual(other._credentials) || _custom.Length != other._custom.Length) return false;
        for (var i = 0; i < _custom.Length; i++)
        {
            var at = HeaderComparison.Find(other._custom, _custom[i].Name, hint: i);
            if (at < 0 || !_custom[i].HasValues(other._custom[at])) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as CacheKey);

    public override int GetHashCode() => _hash;

    /// <summary>All that it consists of, as all processes would say it that hash credentials with the same secret.</summary>
    public void AppendTo(KeyedHash hash)
    {
        hash.Append(Uri);
        hash.Append(Partition.App);
        hash.Append(Partition.Own);
        hash.Append(_credentials);
        Append(hash, [.. _custom]);
    }

    private static void Append(KeyedHash hash, List<HeaderField> fields)
    {
        hash.Append(fields.Count);
        foreach (var field in fields.OrderBy(static field => field.Name, StringComparer.OrdinalIgnoreCase))
        {
            hash.Append(field.Name.ToLowerInvariant());
            hash.Append(field.Values.Count);
            foreach (var value in field.Values) hash.Append(value);
        }
    }

    /// <summary>Makes keys of requests, for one client.</summary>
    /// <param name="rules">What is sensitive, and what is left out.</param>
    /// <param name="isStandard">Whether headers of unknown meaning are left out.</param>
    /// <param name="secret">What credentials are hashed with; <see langword="null"/>: what only this process knows.</param>
    internal sealed class Maker(KeyRules rules, bool isStandard, byte[]? secret)
    {
        // Headers of HTTP itself: an answer that depends on one says so by Vary, or a rule of HTTP says how. A Host that was set is another server, though.
        private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Date", "Expect", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
            "If-Unmodified-Since", "Keep-Alive", "Max-Forwards", "Pragma", "Range", "Referer", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via",
        ], StringComparer.OrdinalIgnoreCase);

        private readonly byte[] _secret = secret ?? RandomNumberGenerator.GetBytes(32);

        public CacheKey Of(HttpRequestMessage request, string uri, in Partition partition, string? cookies)
        {
            var headers = request.Headers.NonValidated;
            if (IsPlain(headers, cookies)) return new CacheKey(uri, partition, [], null);
            return Of(HeaderField.AllOf(headers), uri, partition, cookies);
        }

        /// <summary>Whether a key of such a request is plain: most are, and nothing needs to be written down for them.</summary>
        public bool IsPlain(HttpHeadersNonValidated headers, string? cookies)
        {
            if (cookies is not null) return false;
            foreach (var (name, _) in headers)
            {
                if (rules.IsSensitive(name) || IsCustom(name)) return false;
            }
            return true;
        }

        // The host is of the address (RFC 9110, section 7.1): one that was set is another server, whatever the mode.
        private bool IsCustom(string name) => (isStandard ? name.Equals("Host", StringComparison.OrdinalIgnoreCase) : !Known.Contains(name)) && !rules.IsLeftOut(name);

        public CacheKey Of(RequestKey key) => Of(key.Headers, key.Uri, key.Partition, key.Cookies);

        private CacheKey Of(ReadOnlySpan<HeaderField> headers, string uri, in Partition partition, string? cookies)
        {
            List<HeaderField>? custom = null, credentials = null;
            foreach (var field in headers)
            {
                if (rules.IsSensitive(field.Name)) (credentials ??= []).Add(field);
                else if (IsCustom(field.Name)) (custom ??= []).Add(field);
            }
            return new CacheKey(uri, partition, custom?.ToArray() ?? [], credentials is null && cookies is null ? null : Hash(credentials ?? [], cookies));
        }

        private byte[] Hash(List<HeaderField> credentials, string? cookies)
        {
            using var hash = new KeyedHash(_secret);
            Append(hash, credentials);
            hash.Append(cookies);
            return hash.End();
        }
    }
}
