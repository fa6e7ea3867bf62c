using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ConsoleDemo.Har;

/// <summary>
/// Keeps the recorded bodies in a temporary file, each once, however many answers have it: a recording may be larger than memory.
/// The file is readable by its owner only, and gone with the process.
/// </summary>
internal sealed class BodySpool : IDisposable
{
    private readonly FileStream _file = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), Options());
    private readonly Dictionary<UInt128, long> _offsets = [];
    private long _length;

    public SafeFileHandle Handle => _file.SafeFileHandle;

    /// <summary>Keeps some bytes.</summary>
    /// <returns>Where they begin in the file.</returns>
    public long Add(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        var key = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
        if (_offsets.TryGetValue(key, out var known)) return known;
        RandomAccess.Write(Handle, bytes, _length);
        _offsets.Add(key, _length);
        _length += bytes.Length;
        return _length - bytes.Length;
    }

    public void Dispose() => _file.Dispose();

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
