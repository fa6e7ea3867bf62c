using System.Globalization;
using System.Text.RegularExpressions;

namespace Coalesce.Http.Tests.Caching.Conformance;

/// <summary>
/// One step of a case. <c>+10</c> moves the clock by so many seconds. Anything else is a request, what the origin answers to it, and what must be seen:
/// <c>GET /path {Name: value | Name: value} &lt; 200 {Name: value} body &gt; sent{If-None-Match: 'a' | !Range} 200 =body [Age: 3 | !Connection]</c>.
/// </summary>
/// <remarks>
/// Several answers are several requests at the origin; <c>&lt; down</c> is none that can be reached. Without an expectation the caller gets what the origin answered. <c>kept</c>: nothing is sent. <c>beside</c>: the
/// caller is answered of what is kept, and the request is sent beside. <c>broken</c>: the body breaks off. 599 stands for an exception of the client. <c>'</c> is a double quote, <c>@(-10)</c> the date ten seconds ago,
/// <c>@850(0)</c> and <c>@asc(0)</c> are the old forms. A path may begin with a name for another host: <c>other:/path</c>.
/// </remarks>
internal sealed partial class Step
{
    private static readonly Dictionary<string, string> Short = new()
    {
        ["CC"] = "Cache-Control", ["CS"] = "Cache-Status", ["ET"] = "ETag", ["LM"] = "Last-Modified", ["INM"] = "If-None-Match", ["IMS"] = "If-Modified-Since", ["IR"] = "If-Range", ["AL"] = "Accept-Language",
        ["CL"] = "Content-Length", ["CR"] = "Content-Range", ["Auth"] = "Authorization",
    };

    private Step()
    {
    }

    /// <summary>By how much the clock is moved; then the step has nothing else.</summary>
    public TimeSpan? Advance { get; private init; }

    public string Method { get; private init; } = "";

    public string Host { get; private init; } = "";

    public string Path { get; private init; } = "";

    public List<(string Name, string Value)> Headers { get; private init; } = [];

    public List<Answer> Answers { get; private init; } = [];

    public bool IsBeside { get; private init; }

    public bool IsBroken { get; private init; }

    public int? Status { get; private init; }

    public string? Body { get; private init; }

    /// <summary>What the response must have: a name that begins with <c>!</c> must be absent.</summary>
    public List<(string Name, string Value)> Seen { get; private init; } = [];

    /// <summary>What the requests at the origin must have, by their number from 0.</summary>
    public List<(int Request, List<(string Name, string Value)> Headers)> Sent { get; private init; } = [];

    /// <param name="text">The step.</param>
    /// <param name="now">What its dates are counted from.</param>
    public static Step Parse(string text, DateTimeOffset now)
    {
        if (text.StartsWith('+')) return new Step { Advance = TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture)) };
        text = Dates().Replace(text.Replace('\'', '"'), match => DateOf(match, now));
        var (asked, seen) = Split(text, " > ");
        var parts = asked.Split(" < ");
        var (head, headers) = Split(parts[0], " {");
        var (method, path) = Split(head, " ");
        var (host, local) = Split(path, ":");
        var tokens = Expectations().Matches(seen).Select(match => match.Value).ToList();
        if (string.Concat(tokens).Length != seen.Count(c => c != ' ') && Expectations().Replace(seen, "").Trim().Length > 0) throw new FormatException($"What is this? {Expectations().Replace(seen, "")}");
        return new Step
        {
            Method = method,
            Host = local.Length == 0 ? "" : host + ".",
            Path = local.Length == 0 ? path : local,
            Headers = Fields(headers.TrimEnd('}')),
            Answers = [.. parts.Skip(1).Select(Answer)],
            IsBeside = tokens.Contains("beside"),
            IsBroken = tokens.Contains("broken"),
            Status = tokens.Where(token => char.IsDigit(token[0])).Select(token => (int?)int.Parse(token, CultureInfo.InvariantCulture)).SingleOrDefault(),
            Body = tokens.SingleOrDefault(token => token[0] == '=')?[1..],
            Seen = [.. tokens.Where(token => token[0] == '[').SelectMany(token => Fields(token[1..^1]))],
            Sent = [.. tokens.Where(token => token.StartsWith("sent", StringComparison.Ordinal) && token.EndsWith('}')).Select(token => (token[4] == '2' ? 1 : 0, Fields(token[(token.IndexOf('{', StringComparison.Ordinal) + 1)..^1])))],
        };
    }

    private static Answer Answer(string text)
    {
        if (text == "down") return new Answer(0, [], "");
        var (head, rest) = text.Contains(" {", StringComparison.Ordinal) ? Split(text, " {") : (text[..3], text.Length > 3 ? "}" + text[3..] : "}");
        var (headers, body) = Split(rest, "}");
        return new Answer(int.Parse(head, CultureInfo.InvariantCulture), Fields(headers), body.Trim());
    }

    private static List<(string, string)> Fields(string text)
    {
        List<(string, string)> fields = [];
        foreach (var part in text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(part, ":");
            var isAbsent = name.StartsWith('!');
            var full = Short.GetValueOrDefault(name.TrimStart('!'), name.TrimStart('!'));
            fields.Add((isAbsent ? "!" + full : full, name == "CS" ? "Coalesce; " + value.Trim() : value.Trim()));
        }
        return fields;
    }

    private static (string Before, string After) Split(string text, string at)
    {
        var i = text.IndexOf(at, StringComparison.Ordinal);
        return i < 0 ? (text, "") : (text[..i], text[(i + at.Length)..]);
    }

    private static string DateOf(Match match, DateTimeOffset now)
    {
        var date = now.AddSeconds(long.Parse(match.Groups["s"].Value, CultureInfo.InvariantCulture));
        return match.Groups["form"].Value switch
        {
            "850" => date.ToString("dddd, dd-MMM-yy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture),
            "asc" => date.ToString("ddd MMM ", CultureInfo.InvariantCulture) + date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2) + date.ToString(" HH:mm:ss yyyy", CultureInfo.InvariantCulture),
            _ => date.ToString("R", CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"@(?<form>850|asc|)\((?<s>[-+]?\d+)\)")]
    private static partial Regex Dates();

    [GeneratedRegex(@"sent2?\{[^}]*\}|\[[^\]]*\]|=\S*|\b\d{3}\b|kept|beside|broken|sent")]
    private static partial Regex Expectations();
}
