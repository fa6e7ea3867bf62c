using System.Globalization;
using System.Security.Cryptography;
using Coalesce.Http;
using Coalesce.Http.Tests.Child;

switch (args[0])
{
    case "second-level":
        await SecondLevelProcess.AskAsync(args[1], args[2..]);
        return;
    case "blocked-store":
        await SecondLevelProcess.AskMuchAsync(int.Parse(args[1], CultureInfo.InvariantCulture));
        return;
}

// Reads one address by several callers at once, and writes the hash of what each got and the largest size of its heap.
// Arguments: the address, and how many callers.
using var client = new HttpClient(CoalescingPipeline.Create(new SocketsHttpHandler()));
long largest = 0;
var hashes = await Task.WhenAll(Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(_ => ReadAsync()));
foreach (var hash in hashes) Console.WriteLine(hash);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"heap {largest}"));

async Task<string> ReadAsync()
{
    using var response = await client.GetAsync(args[0], HttpCompletionOption.ResponseHeadersRead);
    await using var stream = await response.Content.ReadAsStreamAsync();
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    var buffer = new byte[16 * 1024];
    while (await stream.ReadAsync(buffer) is var count and > 0)
    {
        hash.AppendData(buffer, 0, count);
        Sample();
    }
    return Convert.ToHexString(hash.GetHashAndReset());
}

// What lives at this moment and what awaits collection, and what the collector last saw, its gaps included.
void Sample()
{
    var size = Math.Max(GC.GetTotalMemory(forceFullCollection: false), GC.GetGCMemoryInfo().HeapSizeBytes);
    for (var seen = Volatile.Read(ref largest); size > seen;)
    {
        var before = Interlocked.CompareExchange(ref largest, size, seen);
        if (before == seen) return;
        seen = before;
    }
}
