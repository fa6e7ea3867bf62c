namespace ConsoleDemo.CommandLine;

/// <summary>The key of an encrypted outbox: 32 bytes, or those in Base64 or in hexadecimal, from a file or from the environment. What was given is never repeated.</summary>
internal static class OutboxKey
{
    public const string Variable = "COALESCE_OUTBOX_KEY";

    private const int Length = 32;

    /// <param name="file">The file, which goes before the variable; or <see langword="null"/>.</param>
    /// <param name="variable">What <see cref="Variable"/> holds, or <see langword="null"/>.</param>
    /// <returns><see langword="null"/>: there is none.</returns>
    /// <exception cref="InputException">What was given is no key.</exception>
    public static byte[]? Read(string? file, string? variable)
    {
        if (file is not null) return OfFile(file) ?? throw new InputException($"{file} holds no key. It must hold {Length} bytes, or those in Base64 or in hexadecimal.");
        if (string.IsNullOrWhiteSpace(variable)) return null;
        return OfText(variable) ?? throw new InputException($"The variable {Variable} holds no key. It must hold {Length} bytes in Base64 or in hexadecimal.");
    }

    private static byte[]? OfFile(string file)
    {
        if (!File.Exists(file)) throw new InputException($"{file} does not exist.");
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[Length * 8]; // as text it has 64 characters, and perhaps a mark before and ends of lines behind
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count == Length) return bytes[..Length];
            using var text = new StreamReader(new MemoryStream(bytes, 0, count));
            return OfText(text.ReadToEnd());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static byte[]? OfText(string text)
    {
        try
        {
            text = text.Trim();
            var bytes = text.Length == Length * 2 ? Convert.FromHexString(text) : Convert.FromBase64String(text);
            return bytes.Length == Length ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
