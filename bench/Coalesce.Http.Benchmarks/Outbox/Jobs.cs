using System.Security.Cryptography;
using Coalesce.Http.Broker;

namespace Coalesce.Http.Benchmarks;

/// <summary>Entries of about 200 bytes of body, each in a lane of its own, as jobs are.</summary>
internal static class Jobs
{
    public static readonly byte[] Body = RandomNumberGenerator.GetBytes(200);

    public static readonly OutboxBounds NoBounds = new(int.MaxValue, long.MaxValue);

    private static readonly KeyValuePair<string, string>[] Headers = [new("Accept", "application/json"), new("Content-Type", "application/json")];

    public static OutboxEntry Make(int number)
    {
        var now = DateTimeOffset.UtcNow;
        var path = $"/jobs/{number}";
        return new OutboxEntry
        {
            Id = Guid.CreateVersion7(now),
            Client = "bench",
            Method = "POST",
            Uri = new Uri("http://origin.test" + path),
            Headers = Headers,
            Body = Body,
            IdempotencyKey = Guid.CreateVersion7().ToString("D"),
            Lane = "http://origin.test" + path,
            Route = "POST /jobs/{id}",
            CreatedAt = now,
            NotBefore = now,
            NotBeforeSetAt = now,
        };
    }
}
