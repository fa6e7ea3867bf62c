using System.Globalization;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http;

/// <summary>Reads our own member back from <c>Cache-Status</c>. Ours is always the last: caches append, the one nearest the user last (RFC 9211, section 2).</summary>
internal static class CacheStatus
{
    public static CoalescingResult? Parse(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues(CacheStatusNames.Header, out var values)) return null;
        string? ours = null;
        foreach (var value in values)
        {
            if (value.StartsWith(CacheStatusNames.Cache, StringComparison.Ordinal)) ours = value;
        }
        return ours is null ? null : Parse(ours);
    }

    private static CoalescingResult Parse(string member)
    {
        string? forwarded = null, detail = null;
        bool? collapsed = null;
        bool isHit = false;
        long? timeToLive = null;
        int? status = null;
        foreach (var range in member.AsSpan().Split(';'))
        {
            var parameter = member.AsSpan(range).Trim();
            if (parameter.StartsWith("fwd=")) forwarded = parameter[4..].ToString();
            else if (parameter.SequenceEqual("collapsed")) collapsed = true;
            else if (parameter.SequenceEqual("collapsed=?0")) collapsed = false;
            else if (parameter.SequenceEqual("hit")) isHit = true;
            else if (parameter.StartsWith("ttl=")) timeToLive = Number(parameter[4..]);
            else if (parameter.StartsWith("fwd-status=")) status = (int?)Number(parameter[11..]);
            else if (parameter.StartsWith("detail=")) detail = parameter[7..].ToString();
        }
        return new CoalescingResult(forwarded, collapsed) { IsHit = isHit, TimeToLive = timeToLive, ForwardStatus = status, Detail = detail };
    }

    /// <summary>A server may have written it, and anything.</summary>
    private static long? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
