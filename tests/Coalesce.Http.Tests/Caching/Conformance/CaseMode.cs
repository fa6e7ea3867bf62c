namespace Coalesce.Http.Tests.Caching.Conformance;

public enum CaseMode
{
    Private,
    Shared,

    /// <summary>A private cache whose process ends after each request: the next finds what it kept in the second level.</summary>
    Restarted,
}
