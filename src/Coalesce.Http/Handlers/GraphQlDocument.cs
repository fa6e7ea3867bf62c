namespace Coalesce.Http;

/// <summary>Finds the operations at the top of a GraphQL document (October 2021 edition, section 2.2), passing over comments, strings and everything in brackets.</summary>
internal static class GraphQlDocument
{
    /// <summary>True for a mutation, a subscription, and for a document that cannot be read.</summary>
    public static bool MayWrite(ReadOnlySpan<char> document)
    {
        var depth = 0;
        var operations = 0;
        var isDefining = false; // between a definition's keyword and its selection set
        for (var i = 0; i < document.Length; i++)
        {
            var c = document[i];
            if (c == '#')
            {
                var end = document[i..].IndexOfAny('\n', '\r');
                if (end < 0) break;
                i += end;
            }
            else if (c == '"')
            {
                var end = EndOfString(document[i..]);
                if (end < 0) return true;
                i += end;
            }
            else if (c is '{' or '(' or '[')
            {
                if (depth == 0 && c == '{' && !isDefining) operations++; // the short form of a query
                depth++;
            }
            else if (c is '}' or ')' or ']')
            {
                depth--;
                if (depth < 0) return true;
                if (depth == 0 && c == '}') isDefining = false;
            }
            else if (depth == 0 && !isDefining && (char.IsAsciiLetter(c) || c == '_'))
            {
                var length = NameLength(document[i..]);
                var keyword = document.Slice(i, length);
                if (keyword is "query") operations++;
                else if (keyword is not "fragment") return true;
                isDefining = true;
                i += length - 1;
            }
        }
        return depth != 0 || isDefining || operations == 0;
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_')) length++;
        return length;
    }

    /// <summary>The index of the last quote of the string that begins here, or -1.</summary>
    private static int EndOfString(ReadOnlySpan<char> text)
    {
        return text.StartsWith("\"\"\"") ? EndOfBlock(text) : EndOfLine(text);
    }

    private static int EndOfLine(ReadOnlySpan<char> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i;
            else if (text[i] is '\n' or '\r') return -1;
        }
        return -1;
    }

    /// <summary>In a block a backslash escapes three quotes, and is itself otherwise.</summary>
    private static int EndOfBlock(ReadOnlySpan<char> text)
    {
        for (var i = 3; i < text.Length; i++)
        {
            if (text[i..].StartsWith("\\\"\"\"")) i += 3;
            else if (text[i..].StartsWith("\"\"\"")) return i + 2;
        }
        return -1;
    }
}
