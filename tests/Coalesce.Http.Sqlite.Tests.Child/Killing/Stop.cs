namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>Stops what comes to the asked-for point, tells the parent, and waits to be killed. All else goes on.</summary>
/// <param name="asked">The point.</param>
/// <param name="pass">The how manieth that comes there is stopped, from 1.</param>
/// <param name="lines">To the parent.</param>
internal sealed class Stop(KillPoint asked, int pass, Lines lines)
{
    private int _left = pass;

    public Task AtAsync(KillPoint point, string what)
    {
        if (point != asked || Interlocked.Decrement(ref _left) != 0) return Task.CompletedTask;
        lines.Write($"at {point} {what}");
        return new TaskCompletionSource().Task;
    }
}
