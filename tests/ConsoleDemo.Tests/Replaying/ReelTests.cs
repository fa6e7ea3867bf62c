using ConsoleDemo.Har;
using ConsoleDemo.Replaying;

namespace ConsoleDemo.Tests.Replaying;

public class ReelTests
{
    [Fact]
    public void Next_NthRequest_GetsTheNthAnswerAndThenTheLast() => Assert.Equal([201, 202, 202, 202], Play(4, 201, 202));

    [Fact]
    public void Next_WhereACallerGaveUp_TheNextAnswerStandsIn() => Assert.Equal([201, 201, 202], Play(3, null, 201, 202));

    [Fact]
    public void Next_WhereTheLastCallersGaveUp_TheFormerAnswerStandsIn() => Assert.Equal([201, 201, 201], Play(3, 201, null, null));

    [Fact]
    public void Next_NeverAnAnswer_StaysNone() => Assert.Equal([null, null], Play(2, null, null));

    private static List<int?> Play(int requests, params int?[] recorded)
    {
        var reel = new Reel([.. recorded.Select(status => status is { } code ? new Answer(code, [], Body.Empty, default, default) : null)]);
        return [.. Enumerable.Range(0, requests).Select(_ => reel.Next()?.Status)];
    }
}
