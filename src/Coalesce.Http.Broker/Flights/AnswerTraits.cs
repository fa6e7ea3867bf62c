using System.Net.Http.Headers;
using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>What the head of an answer says about sharing it.</summary>
/// <param name="IsShareable">Whether more than one caller may have it.</param>
/// <param name="VaryLeftOut">Headers left out of the key that the answer varies by: only callers alike in them may share it.</param>
internal readonly record struct AnswerTraits(bool IsShareable, IReadOnlyList<string>? VaryLeftOut)
{
    private static readonly AnswerTraits NotShareable = new(false, null);

    public static AnswerTraits Of(HttpResponseMessage response, KeyRules rules, SharingMode mode)
    {
        if (BodyTraits.NeverEnds(response)) return NotShareable;
        List<string>? leftOut = null;
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            // A new session, token or CSRF token is for one.
            if (rules.IsSensitive(name)) return NotShareable;
            if (name.Equals("Vary", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var value in values)
                {
                    if (!Collect(value, rules, ref leftOut)) return NotShareable;
                }
            }
            else if (mode == SharingMode.Strict && name.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase)
                && Mentions(values, "no-store")) return NotShareable;
        }
        return new AnswerTraits(true, leftOut);
    }

    /// <summary>Anywhere in the raw text: a malformed header reads as the strictest, and parsing would change what the caller sees.</summary>
    private static bool Mentions(HeaderStringValues values, string directive)
    {
        foreach (var value in values)
        {
            if (value.Contains(directive, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static bool Collect(string vary, KeyRules rules, ref List<string>? leftOut)
    {
        foreach (var range in vary.AsSpan().Split(','))
        {
            var name = vary.AsSpan(range).Trim();
            if (name is "*") return false;
            if (name.IsEmpty) continue;
            var text = name.ToString();
            if (rules.IsLeftOut(text)) (leftOut ??= []).Add(text);
        }
        return true;
    }
}
