namespace Coalesce.Http.Benchmarks;

/// <summary>How much dearer than the reference ours may be, for one operation.</summary>
internal sealed record Goal(double Nanoseconds, double Bytes, string Text)
{
    public static Goal PassThrough { get; } = new(600, 1_200, "at most 600 ns and 1,200 B beyond the empty handler");

    public static Goal Hit { get; } = new(300, 1_500, "at most 300 ns and 1,500 B beyond HttpClient over the stub");

    public static Goal Store { get; } = new(2_000, 3_000, "at most 2,000 ns and 3,000 B beyond HttpClient over the stub");

    public static Goal Joining { get; } = new(0, 0, "no dearer than the twenty lines");
}
