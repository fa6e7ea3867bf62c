using System.Globalization;

namespace Coalesce.Http.Caching;

/// <summary>Texts that end in a number of seconds. Those of up to an hour are made once: each answer of the cache carries two of them.</summary>
/// <remarks>Threads that make one at once make the same.</remarks>
internal sealed class NumberTexts(string before)
{
    private readonly string?[] _texts = new string?[3_601];

    public string Of(long number)
    {
        if (number < 0 || number >= _texts.Length) return Make(number);
        return _texts[number] ??= Make(number);
    }

    private string Make(long number) => string.Create(CultureInfo.InvariantCulture, $"{before}{number}");
}
