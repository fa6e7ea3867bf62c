using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.Drawing;

public class LabelsTests
{
    [Theory]
    [InlineData("GET /me", "GET /me")]
    [InlineData("GET /autocomplete?text=art&layers=x", "GET /autocomplete?text=ar\u2026")]
    [InlineData("GET /a/very/long/way/to/the/thing.js", "GET /a/very/long/\u2026thing.js")]
    [InlineData("GET /a/very/long/way/to.js?x=1&y=2", "GET /a/very/long/way/to.js")]
    public void Shorten_TwentySixCharacters_KeepsWhatTellsItApart(string text, string expected) => Assert.Equal(expected, Labels.Shorten(text, 26));
}
