using CsCheck;

namespace Coalesce.Http.Tests.Caching.Fuzzing;

/// <summary>Valid texts with a few mistakes in them, which come further into a parser than noise does.</summary>
internal static class Mutated
{
    private const string Chars = "\"\\,;=*-/ \t0123456789abcWGMTnosretax'\u007f\u00e9\u0661\0";

    public static Gen<string> Of(params string[] valid) => Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, valid.Length - 1], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 1000], Gen.Int[0, Chars.Length - 1]).Array[0, 4], (one, another, mistakes) =>
    {
        var (text, other) = (valid[one], valid[another]);
        foreach (var (kind, place, c) in mistakes)
        {
            var at = place % (text.Length + 1);
            text = kind switch
            {
                0 => text.Insert(at, Chars[c].ToString()),
                1 when at < text.Length => text.Remove(at, 1),
                2 when at < text.Length => string.Concat(text.AsSpan(0, at), [Chars[c]], text.AsSpan(at + 1)),
                3 => text[..at],
                4 => string.Concat(text.AsSpan(0, at), other.AsSpan(Math.Min(c, other.Length))),
                _ => string.Concat(text, ", ", other),
            };
        }
        return text;
    });
}
