using System.Security.Cryptography;
using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests.Coalescing;

/// <summary>A body of 64 MiB that an origin sends in parts, and that holds back its second half until it is told.</summary>
internal static class BigBody
{
    public const int Length = 64 * 1024 * 1024;
    private const int PartLength = 64 * 1024;

    /// <summary>SHA-256 of the whole body.</summary>
    public static readonly string Hash = HashOf();

    public static async Task SendAsync(HttpContext context, Task secondHalf)
    {
        for (var part = 0; part < Length / PartLength; part++)
        {
            if (part == Length / PartLength / 2) await secondHalf.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Part(part), context.RequestAborted);
        }
    }

    /// <summary>Reads a stream to its end, and gives the hash of what came.</summary>
    public static async Task<string> HashAsync(Stream stream, Action<long>? afterRead = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        long total = 0;
        while (await Wait.ForAsync(stream.ReadAsync(buffer)) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            afterRead?.Invoke(total += count);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static byte[] Part(int number)
    {
        var bytes = new byte[PartLength];
        new Random(number).NextBytes(bytes);
        return bytes;
    }

    private static string HashOf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var part = 0; part < Length / PartLength; part++) hash.AppendData(Part(part));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
