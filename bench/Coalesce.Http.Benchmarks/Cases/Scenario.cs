namespace Coalesce.Http.Benchmarks;

/// <summary>A case under one alternative, ready to run again and again.</summary>
internal abstract class Scenario(string name, HttpClient client, StubHandler stub) : IDisposable
{
    protected HttpClient Client => client;

    protected StubHandler Stub => stub;

    /// <summary>Fails unless every caller gets the right answer by the right number of requests. Not for measuring.</summary>
    public abstract Task CheckAsync();

    /// <summary>Runs so many operations, and fails if what happened is not what the case says.</summary>
    public abstract Task RunAsync(int operations);

    public void Dispose() => client.Dispose();

    protected void Demand(string what, long expected, long actual)
    {
        if (actual != expected) throw new WrongMeasurementException($"{name}: {what} should be {expected}, and was {actual}.");
    }
}
