using System.Reflection;
using System.Text;

namespace Coalesce.Http.Tests.Caching;

/// <summary>All text and bytes that can be reached from an object, in whatever fields: what somebody finds who has its memory.</summary>
internal sealed class ObjectDump
{
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<object> _left = [];
    private readonly StringBuilder _text = new();

    private ObjectDump()
    {
    }

    public static string Of(object root)
    {
        var dump = new ObjectDump();
        dump.Add(root);
        while (dump._left.TryDequeue(out var next)) dump.Look(next);
        return dump._text.ToString();
    }

    private void Add(object? found)
    {
        // What runs on the clock is others'.
        if (found is null or Pointer or MemberInfo or Assembly or Module or Thread or TimeProvider) return;
        if (found.GetType().IsPrimitive || found.GetType().IsEnum || (!found.GetType().IsValueType && !_seen.Add(found))) return;
        _left.Enqueue(found);
    }

    private void Look(object found)
    {
        switch (found)
        {
            case string text:
                _text.AppendLine(text);
                break;
            case byte[] bytes:
                _text.AppendLine(Encoding.Latin1.GetString(bytes)).AppendLine(Encoding.Unicode.GetString(bytes));
                break;
            case char[] chars:
                _text.Append(chars).AppendLine();
                break;
            case Array items:
                foreach (var item in items) Add(item);
                break;
            default:
                for (var type = found.GetType(); type is not null; type = type.BaseType)
                {
                    foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    {
                        if (!field.FieldType.IsPointer && !field.FieldType.IsByRefLike) Add(field.GetValue(found));
                    }
                }
                break;
        }
    }
}
