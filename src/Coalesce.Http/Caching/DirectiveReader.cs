namespace Coalesce.Http.Caching;

/// <summary>Reads the directives of a <c>Cache-Control</c> one after the other (RFC 9111, section 5.2): names with a token, a quoted string or nothing.</summary>
/// <remarks>
/// Reads on behind whatever is malformed, and says so: nothing that stands behind a mistake goes unseen. A quoted string that does not end hides the rest of its line, and so the line is
/// <see cref="IsBroken"/>.
/// </remarks>
internal ref struct DirectiveReader(ReadOnlySpan<char> line)
{
    private ReadOnlySpan<char> _rest = line;
    private ReadOnlySpan<char> _member;

    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The argument without its quotes; what was escaped in them is still.</summary>
    public ReadOnlySpan<char> Argument { get; private set; }

    /// <summary>Whether there is an argument, be it empty.</summary>
    public bool HasArgument { get; private set; }

    /// <summary>Whether the directive is not one by its grammar: <see cref="Mentions"/> tells what it may have meant.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether a quoted string had no end.</summary>
    public bool IsBroken { get; private set; }

    public bool Read()
    {
        _rest = _rest.TrimStart([' ', '\t', ',']);
        if (_rest.IsEmpty) return false;
        var member = Take();
        var equals = member.IndexOf('=');
        var name = equals < 0 ? member : member[..equals];
        _member = member;
        Name = name.Trim([' ', '\t']);
        HasArgument = equals >= 0;
        Argument = HasArgument ? member[(equals + 1)..] : default;
        IsMalformed = Name.Length != name.Length || !Token.IsValid(Name);
        if (IsMalformed) Name = Name[..Token.LengthAtStart(Name)];
        if (!HasArgument) return true;
        if (Argument is ['"', .., '"']) Argument = Argument[1..^1];
        else IsMalformed |= !Token.IsValid(Argument);
        return true;
    }

    /// <summary>Whether the name is this one, which is written in lower case.</summary>
    public readonly bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a directive that is none by its grammar has these words somewhere: a comma may be missing, or a quote too many.</summary>
    public readonly bool Mentions(string name) => IsMalformed && _member.Contains(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Up to the next comma that stands in no quotes.</summary>
    private ReadOnlySpan<char> Take()
    {
        var isQuoted = false;
        for (var i = 0; i < _rest.Length; i++)
        {
            if (_rest[i] == '\\' && isQuoted) i++;
            else if (_rest[i] == '"') isQuoted = !isQuoted;
            else if (_rest[i] == ',' && !isQuoted) return TakeTo(i);
        }
        IsBroken |= isQuoted;
        return TakeTo(_rest.Length);
    }

    private ReadOnlySpan<char> TakeTo(int end)
    {
        var member = _rest[..end].TrimEnd([' ', '\t']);
        _rest = _rest[end..];
        return member;
    }
}
