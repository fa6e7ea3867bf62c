using ConsoleDemo.Asking;
using ConsoleDemo.Origins;

namespace ConsoleDemo.Figures;

/// <summary>One playing of a recording.</summary>
/// <param name="Name">How it was played: "plain" or "broker".</param>
/// <param name="Asks">What the callers saw, in the order of the recording.</param>
/// <param name="Sent">What the origin saw, in order of arrival.</param>
/// <param name="Started">The moment that stands for the recording's first.</param>
/// <param name="Late">How much later than its recorded moment a request was asked, at worst.</param>
internal sealed record Run(string Name, IReadOnlyList<Ask> Asks, IReadOnlyList<LoggedRequest> Sent, TimeSpan Started, TimeSpan Late);
