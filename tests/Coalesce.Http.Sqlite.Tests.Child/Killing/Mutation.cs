using System.Text;

namespace Coalesce.Http.Sqlite.Tests.Killing;

/// <summary>What the child and its parent both know of a mutation.</summary>
internal static class Mutation
{
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>Told by the key alone, so that the parent knows what must arrive; of various lengths.</summary>
    public static byte[] BodyOf(string key) => Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Repeat(key, 1 + key.Sum(c => c) % 40)));
}
