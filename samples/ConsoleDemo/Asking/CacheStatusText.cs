namespace ConsoleDemo.Asking;

/// <summary>Reads what <c>Cache-Status</c> (RFC 9211) says of the cache nearest to the caller: its member is the last.</summary>
internal static class CacheStatusText
{
    /// <summary>Our member without our name, such as <c>hit; ttl=30</c>; empty where there is none.</summary>
    public static string Of(HttpResponseMessage response)
    {
        const string Ours = "Coalesce; ";
        var last = response.Headers.NonValidated.TryGetValues("Cache-Status", out var members) ? members.LastOrDefault("") : "";
        return last.StartsWith(Ours, StringComparison.Ordinal) ? last[Ours.Length..] : "";
    }

    public static AnswerSource SourceOf(string member)
    {
        if (member.StartsWith("hit", StringComparison.Ordinal)) return member.Contains("ttl=-", StringComparison.Ordinal) ? AnswerSource.Stale : AnswerSource.Kept;
        if (member.Contains("detail=unreachable", StringComparison.Ordinal) || member.Contains("detail=stale-if-error", StringComparison.Ordinal)) return AnswerSource.Stale;
        return member.Contains("fwd-status=304", StringComparison.Ordinal) ? AnswerSource.Revalidated : AnswerSource.Origin;
    }
}
