using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ConsoleDemo.Har;

/// <summary>
/// A recorded body: what was recorded of it, filled up to its recorded length. Exporters leave out or cut short what is long or
/// binary; what is left out counts on the wire all the same.
/// </summary>
internal sealed class Body(SafeFileHandle? file, long offset, long recorded, long length, string filler = " ")
{
    private readonly byte[] _filler = Encoding.UTF8.GetBytes(filler);
    private string? _digest;

    public static Body Empty { get; } = new(null, 0, 0, 0);

    /// <summary>The hash of all of it, in hexadecimal.</summary>
    public string Digest => _digest ??= ComputeDigest();

    public long Length => Math.Max(recorded, length);

    /// <summary>A body of which nothing is known but its length. The same seed gives the same bytes.</summary>
    public static Body OfLength(long length, int seed) => new(null, 0, 0, length, string.Create(CultureInfo.InvariantCulture, $"({seed})"));

    /// <summary>Reads from a position, as much as is left and has room.</summary>
    public int Read(long position, Span<byte> to)
    {
        to = to[..(int)Math.Min(to.Length, Length - position)];
        if (position < recorded) return RandomAccess.Read(file!, to[..(int)Math.Min(to.Length, recorded - position)], offset + position);
        for (var i = 0; i < to.Length; i++) to[i] = _filler[(int)((position + i) % _filler.Length)];
        return to.Length;
    }

    private string ComputeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[16 * 1024];
        for (var position = 0L; position < Length;)
        {
            var read = Read(position, buffer);
            hash.AppendData(buffer, 0, read);
            position += read;
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
