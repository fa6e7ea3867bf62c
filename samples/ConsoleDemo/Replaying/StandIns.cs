using ConsoleDemo.Har;

namespace ConsoleDemo.Replaying;

/// <summary>
/// The answers to one method and URL. Where a caller gave up before there was one, the next stands in, so that another caller who shares it does not wait for ever.
/// </summary>
internal static class StandIns
{
    public static Answer?[] Fill(Answer?[] recorded)
    {
        for (var i = recorded.Length - 2; i >= 0; i--) recorded[i] ??= recorded[i + 1];
        for (var i = 1; i < recorded.Length; i++) recorded[i] ??= recorded[i - 1];
        return recorded;
    }
}
