using ConsoleDemo.Har;
using ConsoleDemo.Replaying;

namespace ConsoleDemo.Tests.Replaying;

public class StandInsTests
{
    [Fact]
    public void Fill_AnswersThatWereRecorded_StayAsTheyAre() => Assert.Equal([201, 202], Fill(201, 202));

    [Fact]
    public void Fill_WhereACallerGaveUp_TheNextAnswerStandsIn() => Assert.Equal([201, 201, 202], Fill(null, 201, 202));

    [Fact]
    public void Fill_WhereTheLastCallersGaveUp_TheFormerAnswerStandsIn() => Assert.Equal([201, 201, 201], Fill(201, null, null));

    [Fact]
    public void Fill_NeverAnAnswer_StaysNone() => Assert.Equal([null, null], Fill(null, null));

    private static IEnumerable<int?> Fill(params int?[] recorded) =>
        StandIns.Fill([.. recorded.Select(status => status is { } code ? new Answer(code, [], Body.Empty, default, default) : null)]).Select(answer => answer?.Status);
}
