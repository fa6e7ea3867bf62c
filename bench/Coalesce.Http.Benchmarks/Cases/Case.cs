namespace Coalesce.Http.Benchmarks;

/// <summary>What is measured, the same for every alternative.</summary>
internal abstract class Case
{
    public abstract string Name { get; }

    public abstract IReadOnlyList<Alternative> Alternatives { get; }

    /// <summary>The alternative that the others are compared with.</summary>
    public abstract Alternative Reference { get; }

    /// <summary>How many operations one measurement takes: enough to forget the clock, few enough to fit between two disturbances.</summary>
    public abstract int Operations { get; }

    public abstract Goal Goal { get; }

    public abstract Scenario Create(Alternative alternative);

    protected static byte[] CreateBody(int size)
    {
        var body = new byte[size];
        new Random(size).NextBytes(body);
        return body;
    }
}
