using System.Buffers.Text;

namespace Coalesce.Http.Caching.Distributed;

/// <summary>What things are called in the second level: keyed hashes, which tell whoever sees them nothing.</summary>
/// <param name="secret">What makes them unguessable.</param>
/// <param name="client">The client: others keep their own.</param>
/// <param name="rules">How its keys are made: a process that makes them otherwise, as after an update, finds none of these.</param>
internal sealed class SecondLevelNames(byte[] secret, string client, string rules)
{
    /// <summary>Where the answers of a key are.</summary>
    public string OfRecord(CacheKey key)
    {
        using var hash = new KeyedHash(secret);
        hash.Append("record");
        hash.Append(client);
        hash.Append(rules);
        key.AppendTo(hash);
        return Name(hash);
    }

    /// <summary>Where the generation of a mark is. The same for all processes, however they make their keys.</summary>
    public string OfGeneration(string mark)
    {
        using var hash = new KeyedHash(secret);
        hash.Append("generation");
        hash.Append(client);
        hash.Append(mark);
        return Name(hash);
    }

    private static string Name(KeyedHash hash) => $"coalesce:{Base64Url.EncodeToString(hash.End())}";
}
