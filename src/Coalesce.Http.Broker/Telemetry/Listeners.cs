namespace Coalesce.Http.Broker.Telemetry;

/// <summary>
/// Calls those who listen: to the meter, to the spans, to the log. They are not ours, and they are told between the taking of a place and its giving back;
/// what they throw ends here, so that who watches a request can neither fail nor strand it.
/// </summary>
internal static class Listeners
{
    /// <param name="what">What there is to tell, for a static lambda: telling allocates nothing.</param>
    /// <param name="tell">Tells it.</param>
    public static void Tell<T>(T what, Action<T> tell)
    {
        try
        {
            tell(what);
        }
        catch (Exception)
        {
            // There is nobody left to tell.
        }
    }
}
