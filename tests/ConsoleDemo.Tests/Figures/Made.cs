using ConsoleDemo.Asking;
using ConsoleDemo.Figures;
using ConsoleDemo.Har;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Tests.Figures;

/// <summary>Asks, log entries and runs of our own making.</summary>
internal static class Made
{
    public static Ask Ask(int id, double latency, AskEnd end = AskEnd.Answered, long bytes = 100) =>
        new($"{id}", TimeSpan.Zero, TimeSpan.FromMilliseconds(latency), end, bytes, null);

    public static LoggedRequest Sent(int id, string url = "http://a.example:443/x", long bytes = 100, bool aborted = false) =>
        new($"{id}", "GET", url, TimeSpan.FromMilliseconds(1)) { Bytes = bytes, Ended = TimeSpan.FromMilliseconds(9), Aborted = aborted };

    public static Exchange Exchange(int index, string url = "http://a.example:443/x", Answer? answer = null, TimeSpan? gaveUpAfter = null) =>
        new(index, DateTimeOffset.UnixEpoch, new Target("GET", url), [], null, answer, gaveUpAfter);

    public static Run Run(string name, IReadOnlyList<Ask> asks, IReadOnlyList<LoggedRequest> sent) => new(name, asks, sent, TimeSpan.Zero, TimeSpan.Zero);
}
