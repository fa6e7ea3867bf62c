namespace Coalesce.Http.Tests.Caching.Conformance;

internal static class ConformanceCases
{
    public static readonly Case[] All = [.. StorageCases.All, .. FreshnessCases.All, .. VaryCases.All, .. ValidationCases.All, .. DirectiveCases.All, .. RangeCases.All];
}
