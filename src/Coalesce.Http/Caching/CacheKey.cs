using System.Collections.Frozen;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Makes keys of requests, for one client.</summary>
    internal sealed class Maker(KeyRules rules, bool isStandard)
    {
        // Headers of HTTP itself: an answer that depends on one says so by Vary, or a rule of HTTP says how. A Host that was set is another server, though.
        private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
        [
            "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Date", "Expect", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
            "If-Unmodified-Since", "Keep-Alive", "Max-Forwards", "Pragma", "Range", "Referer", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via",
        ], StringComparer.OrdinalIgnoreCase);

        private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

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
        private bool IsCustom(string name) => isStandard ? name.Equals("Host", StringComparison.OrdinalIgnoreCase) : !Known.Contains(name) && !rules.IsLeftOut(name);

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
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
            foreach (var field in credentials)
            {
                Append(hash, field.Name.ToLowerInvariant());
                foreach (var value in field.Values) Append(hash, value);
                Append(hash, "");
            }
            if (cookies is not null) Append(hash, cookies);
            return hash.GetHashAndReset();
        }

        /// <summary>Its length first: no two lists of values run into one.</summary>
        private static void Append(IncrementalHash hash, string value)
        {
            Span<byte> length = stackalloc byte[4];
            BitConverter.TryWriteBytes(length, value.Length);
            hash.AppendData(length);
            hash.AppendData(Encoding.UTF8.GetBytes(value));
        }
    }
}
