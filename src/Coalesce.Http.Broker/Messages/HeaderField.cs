using System.Net.Http.Headers;

namespace Coalesce.Http.Broker.Messages;

/// <summary>One header as it stands in a message: its name and its values in order, one string or several.</summary>
internal readonly struct HeaderField
{
    private readonly object _values; // string, or string[] of any other length than one

    public HeaderField(string name, HeaderStringValues values)
    {
        Name = name;
        _values = Raw(values);
    }

    public HeaderField(string name, string value)
    {
        Name = name;
        _values = value;
    }

    public HeaderField(string name, string[] values)
    {
        Name = name;
        _values = values.Length == 1 ? values[0] : values;
    }

    public string Name { get; }

    public IReadOnlyList<string> Values => _values as string[] ?? [(string)_values];

    /// <summary>How many characters its values have together.</summary>
    public int Length
    {
        get
        {
            if (_values is string one) return one.Length;
            var length = 0;
            foreach (var value in (string[])_values) length += value.Length;
            return length;
        }
    }

    public void AddTo(HttpHeaders headers)
    {
        if (_values is string one) headers.TryAddWithoutValidation(Name, one);
        else headers.TryAddWithoutValidation(Name, (string[])_values);
    }

    public bool HasName(string name) =>
        ReferenceEquals(Name, name) || string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    public bool HasValues(HeaderStringValues values)
    {
        if (_values is string one)
        {
            if (values.Count != 1) return false;
            foreach (var value in values) return value == one;
            return false;
        }
        var several = (string[])_values;
        if (several.Length != values.Count) return false;
        var i = 0;
        foreach (var value in values)
        {
            if (several[i++] != value) return false;
        }
        return true;
    }

    public bool HasValues(HeaderField other)
    {
        if (_values is string one) return other._values is string otherOne && one == otherOne;
        return other._values is string[] several && several.AsSpan().SequenceEqual((string[])_values);
    }

    public static HeaderField[] AllOf(HttpHeadersNonValidated headers)
    {
        if (headers.Count == 0) return [];
        var fields = new HeaderField[headers.Count];
        var i = 0;
        foreach (var (name, values) in headers) fields[i++] = new HeaderField(name, values);
        return fields;
    }

    private static object Raw(HeaderStringValues values)
    {
        if (values.Count == 1)
        {
            foreach (var value in values) return value;
        }
        var several = new string[values.Count];
        var i = 0;
        foreach (var value in values) several[i++] = value;
        return several;
    }
}
