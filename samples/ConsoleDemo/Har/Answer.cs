namespace ConsoleDemo.Har;

/// <summary>A recorded answer.</summary>
/// <param name="Status">The status code, 200 to 999.</param>
/// <param name="Headers">The headers, without those that belong to the recorded connection or coding.</param>
/// <param name="Body">The body, decoded.</param>
/// <param name="Wait">How long the head took.</param>
/// <param name="Receive">How long the body took from then on.</param>
internal sealed record Answer(int Status, IReadOnlyList<Header> Headers, Body Body, TimeSpan Wait, TimeSpan Receive);
