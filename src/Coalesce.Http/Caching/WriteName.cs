using System.Globalization;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Caching;

/// <summary>Makes the names of the marks that a write leaves, one at a time, in the caller's memory: most are there already, and need no text of their own.</summary>
internal readonly ref struct WriteName
{
    private readonly Span<char> _memory;
    private readonly ReadOnlySpan<char> _scheme, _host, _path;

    /// <param name="uri">What is written or read.</param>
    /// <param name="memory">As much as <see cref="LengthFor"/> says.</param>
    public WriteName(ReadOnlySpan<char> uri, Span<char> memory)
    {
        _memory = memory;
        var parts = UriParts.Of(uri);
        var origin = uri[..parts.OriginLength];
        _scheme = origin[..(origin.IndexOf("://") + 3)];
        _host = origin[UriParts.HostOf(origin)..]; // with its port, and without a user name
        _path = uri[parts.OriginLength..parts.PathEnd];
    }

    public int PathLength => _path.Length;

    public static int LengthFor(string uri, in Partition partition) => uri.Length + (partition.App?.Length ?? 0) + (partition.Own?.Length ?? 0) + 32;

    /// <summary>The path itself, whoever asks.</summary>
    public ReadOnlySpan<char> At() => Of(_path.Length, "at", Partition.Unknown);

    /// <summary>What is below the path's first characters, for one partition; an unknown one is its own.</summary>
    public ReadOnlySpan<char> Below(int length, scoped in Partition partition) => Of(length, "below", partition);

    // No part holds a line's end, so none runs into the next: a URI is escaped, and a partition says how long its first half is.
    private ReadOnlySpan<char> Of(int length, string what, scoped in Partition whose)
    {
        int written;
        if (!whose.IsKnown) _memory.TryWrite($"{_scheme}{_host}\n{_path[..length]}\n{what}\n*", out written);
        else _memory.TryWrite(CultureInfo.InvariantCulture, $"{_scheme}{_host}\n{_path[..length]}\n{what}\n{whose.App?.Length ?? -1}:{whose.App}:{(whose.Own is null ? "-" : "+")}{whose.Own}", out written);
        return _memory[..written];
    }
}
