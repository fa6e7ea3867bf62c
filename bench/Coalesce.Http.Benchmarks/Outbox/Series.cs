namespace Coalesce.Http.Benchmarks;

/// <summary>What one measurement gave, over all rounds.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    public double Fewest => _values.Min();

    public double Most => _values.Max();

    public void Add(double value) => _values.Add(value);

    public double Median => MedianOf(_values);

    /// <summary>The median of the rounds' own ratios: what disturbed a round disturbed both.</summary>
    public double To(Series other) => MedianOf([.. _values.Zip(other._values, static (one, two) => one / two)]);

    /// <summary>The median of the rounds' own differences.</summary>
    public double Beyond(Series other) => MedianOf([.. _values.Zip(other._values, static (one, two) => one - two)]);

    private static double MedianOf(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
