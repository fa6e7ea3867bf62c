using ConsoleDemo.Acts;
using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.Acts;

public class ProgrammeTests
{
    [Fact]
    public async Task PlayAsync_EveryClaimHolds_SaysSo()
    {
        var (held, text) = await PlayAsync(new MadeAct(true), new MadeAct(true));
        Assert.True(held);
        Assert.Contains("2 held their claim, 0 did not.", text);
    }

    [Fact]
    public async Task PlayAsync_OneCheckDoesNotHold_FailsTheWholeAndGoesOn()
    {
        var (held, text) = await PlayAsync(new MadeAct(true, false), new MadeAct(true));
        Assert.False(held);
        Assert.Contains("1 held their claim, 1 did not.", text);
    }

    [Fact]
    public async Task PlayAsync_ActThatThrows_HasNotHeldItsClaim()
    {
        var (held, text) = await PlayAsync(new ThrowingAct(), new MadeAct(true));
        Assert.False(held);
        Assert.Contains("it can be played (InvalidOperationException: broken)", text);
        Assert.Contains("1 held their claim, 1 did not.", text);
    }

    private static async Task<(bool Held, string Text)> PlayAsync(params IAct[] acts)
    {
        var text = new StringWriter();
        var held = await new Programme(Consoles.PlainText(text), TimeProvider.System).PlayAsync(acts, TestContext.Current.CancellationToken);
        return (held, text.ToString());
    }

    private sealed class MadeAct(params bool[] checks) : IAct
    {
        public string Name => "made [up]";

        public string Claim => "It does what it is told.";

        public Task<IReadOnlyList<Check>> PlayAsync(Stage stage, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Check>>([.. checks.Select(holds => new Check(holds, "so it is"))]);
    }

    private sealed class ThrowingAct : IAct
    {
        public string Name => "throws";

        public string Claim => "It throws.";

        public Task<IReadOnlyList<Check>> PlayAsync(Stage stage, CancellationToken cancellationToken) => throw new InvalidOperationException("broken");
    }
}
