using ConsoleDemo.Acts;
using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.Acts;

/// <summary>The acts whose claims need no quiet machine, as they are played.</summary>
public class ActsTests
{
    [Fact]
    public Task BackAct_Played_HoldsItsClaim() => HoldsAsync(new BackAct());

    [Fact]
    public Task TunnelAct_Played_HoldsItsClaim() => HoldsAsync(new TunnelAct());

    [Fact]
    public Task KillAct_Played_HoldsItsClaim() => HoldsAsync(new KillAct());

    private static async Task HoldsAsync(IAct act)
    {
        var checks = await act.PlayAsync(new Stage(Consoles.PlainText(new StringWriter()), TimeProvider.System), TestContext.Current.CancellationToken);
        Assert.NotEmpty(checks);
        Assert.DoesNotContain(checks, check => !check.Holds);
    }
}
