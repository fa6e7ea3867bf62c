using System.Runtime.CompilerServices;
using Coalesce.Http.Broker.Outbox;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class NetworkWatchTests
{
    [Fact]
    public void Dispose_LetsGoOfWhoListened()
    {
        var listener = Listen(dispose: true);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(listener.IsAlive, "The system's event still holds it.");
    }

    [Fact]
    public void Begin_AfterTheEnd_ListensToNothing()
    {
        var listener = Listen(dispose: false);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(listener.IsAlive, "The system's event holds it.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Listen(bool dispose)
    {
        var listener = new Listener();
        var watch = new NetworkWatch(listener.Hear);
        if (!dispose) watch.Dispose();
        watch.Begin();
        watch.Begin();
        if (dispose) watch.Dispose();
        watch.Dispose();
        watch.Begin();
        return new WeakReference(listener);
    }

    private sealed class Listener
    {
        private int _heard;

        public void Hear() => _heard++;
    }
}
