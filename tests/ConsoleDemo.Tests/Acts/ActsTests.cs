using ConsoleDemo.Acts;
using ConsoleDemo.Drawing;

namespace ConsoleDemo.Tests.Acts;

/// <summary>The two acts of the outbox, as they are played.</summary>
public class LikeActsTests
{
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
