namespace Coalesce.Http.Benchmarks;

internal static class AllCases
{
    private static readonly bool[] Booleans = [false, true];
    private static readonly int[] BodySizes = [1024, 64 * 1024];

    public static IReadOnlyList<Case> List { get; } = [.. PassThrough(), .. Joining(), .. Keeping()];

    private static IEnumerable<Case> PassThrough() =>
        from request in Enum.GetValues<PassThroughRequest>()
        from streamed in Booleans
        from readAs in Enum.GetValues<ReadAs>()
        // The usual request differs in what is sent; one kind of answer is enough for it.
        where streamed || request != PassThroughRequest.Usual
        select new PassThroughCase(request, streamed, readAs);

    private static IEnumerable<Case> Keeping() => [new HitCase(1024), new HitCase(1024 * 1024), new StoreCase(1024)];

    private static IEnumerable<Case> Joining() =>
        from readAs in Enum.GetValues<ReadAs>()
        from size in BodySizes
        select new JoiningCase(size, readAs);
}
