using System.Net.Http.Headers;

namespace Coalesce.Http.Caching;

/// <summary>What an answer's <c>Cache-Control</c> says (RFC 9111, section 5.2.2; RFC 5861; RFC 8246). Unknown directives are passed over; malformed ones read as the strictest they may mean.</summary>
internal sealed class ResponseDirectives
{
    public static readonly ResponseDirectives None = new();

    private const string Header = "Cache-Control";

    private static volatile Read? s_lastRead;

    private ResponseDirectives()
    {
    }

    public bool NoStore { get; private set; }

    /// <summary>Not to be used without asking the origin.</summary>
    public bool NoCache { get; private set; }

    public bool IsPrivate { get; private set; }

    public bool IsPublic { get; private set; }

    public bool MustRevalidate { get; private set; }

    public bool ProxyRevalidate { get; private set; }

    public bool MustUnderstand { get; private set; }

    public bool Immutable { get; private set; }

    /// <summary>Seconds; the least where it is said more than once, 0 where it is malformed.</summary>
    public long? MaxAge { get; private set; }

    /// <inheritdoc cref="MaxAge"/>
    public long? SharedMaxAge { get; private set; }

    /// <inheritdoc cref="MaxAge"/>
    public long? StaleWhileRevalidate { get; private set; }

    /// <inheritdoc cref="MaxAge"/>
    public long? StaleIfError { get; private set; }

    /// <summary>Headers that may not be used without asking the origin, as <c>no-cache="name"</c> says.</summary>
    public List<string>? NoCacheFields { get; private set; }

    /// <summary>Headers that a shared cache may not keep, as <c>private="name"</c> says.</summary>
    public List<string>? PrivateFields { get; private set; }

    /// <summary>Answers of one origin mostly say the same one after another: that is read once.</summary>
    /// <remarks>Threads that read one at once may each keep theirs; all are right.</remarks>
    public static ResponseDirectives Of(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues(Header, out var values)) return None;
        if (values.Count != 1) return Parse(values);
        var line = values.ToString();
        if (s_lastRead is { } last && last.Line == line) return last.Directives;
        var directives = Parse(values);
        s_lastRead = new Read(line, directives);
        return directives;
    }

    private static ResponseDirectives Parse(HeaderStringValues values)
    {
        var directives = new ResponseDirectives();
        foreach (var line in values)
        {
            var reader = new DirectiveReader(line);
            while (reader.Read()) directives.Take(reader);
            directives.NoStore |= reader.IsBroken; // whatever the broken string hides
        }
        return directives;
    }

    private void Take(in DirectiveReader read)
    {
        NoStore |= read.Mentions("no-store");
        NoCache |= read.Mentions("no-cache");
        IsPrivate |= read.Mentions("private");
        MustRevalidate |= read.Mentions("must-revalidate");
        // What forbids holds with an argument that it does not take, too; what allows does not.
        var isPlain = !read.IsMalformed && !read.HasArgument;
        if (read.Is("max-age")) MaxAge = Least(MaxAge, Seconds(read));
        else if (read.Is("s-maxage")) SharedMaxAge = Least(SharedMaxAge, Seconds(read));
        else if (read.Is("no-store")) NoStore = true;
        else if (read.Is("no-cache")) NoCache |= !TryFields(read, NoCacheFields ??= []);
        else if (read.Is("private")) IsPrivate |= !TryFields(read, PrivateFields ??= []);
        else if (read.Is("must-revalidate")) MustRevalidate = true;
        else if (read.Is("proxy-revalidate")) ProxyRevalidate = true;
        else if (read.Is("stale-while-revalidate")) StaleWhileRevalidate = Least(StaleWhileRevalidate, Seconds(read));
        else if (read.Is("stale-if-error")) StaleIfError = Least(StaleIfError, Seconds(read));
        else if (read.Is("immutable")) Immutable |= !read.IsMalformed; // RFC 8246, section 2: an argument means nothing
        else if (read.Is("must-understand")) MustUnderstand |= isPlain;
        else if (read.Is("public")) IsPublic |= isPlain;
    }

    private static long Seconds(in DirectiveReader read) => read.IsMalformed || !read.HasArgument ? 0 : DeltaSeconds.Parse(read.Argument) ?? 0;

    private static long Least(long? one, long other) => one < other ? one.Value : other;

    /// <summary>Whether it concerns certain headers only: it names at least one, and nothing that is no name.</summary>
    private static bool TryFields(in DirectiveReader read, List<string> fields)
    {
        if (!read.HasArgument || read.IsMalformed) return false;
        var found = false;
        foreach (var range in read.Argument.Split(','))
        {
            var name = read.Argument[range].Trim([' ', '\t']);
            if (name.IsEmpty) continue;
            if (!Token.IsValid(name)) return false;
            fields.Add(name.ToString());
            found = true;
        }
        return found;
    }

    private sealed record Read(string Line, ResponseDirectives Directives);
}
