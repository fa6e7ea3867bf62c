namespace Coalesce.Http.Broker.Messages;

/// <summary>Disposes what runs another's code. What that throws must not keep us from what is to follow.</summary>
internal static class QuietDisposal
{
    public static Exception? TryDispose(this IDisposable disposable)
    {
        try
        {
            disposable.Dispose();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
