using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Coalesce.Http.Broker.Messages;
using Coalesce.Http.Caching;
using Coalesce.Http.Caching.Distributed;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Tests.Caching.Distributed;

/// <summary>Records that cannot be read or written: as if there were none, and it is told.</summary>
public sealed class SecondLevelRecordTests
{
    [Fact]
    public async Task Record_OfTheRightSealThatCannotBeRead_IsNoneAndIsTold()
    {
        using var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var processes = new Processes(_ => CacheChain.Response("x", "Cache-Control: max-age=60"));
        await processes.Start().GetAsync("/a");
        await processes.Store.WaitForRecordsAsync(1);
        var sealing = new SecondLevelSeal(HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromBase64String(Processes.Secret), 32, "Coalesce.Http second level 1"u8.ToArray(), "records"u8.ToArray()));
        processes.Store.ReplaceRecords((key, value) => sealing.Close(key, [.. sealing.Open(key, value)![..1], 255, 255, 255, 127]));

        Assert.Equal("miss", await processes.Start(options => options.LoggerFactory = loggers).HowAsync("/a"));

        await Wait.UntilAsync(() => log.Warnings.Count > 0);
        Assert.Contains("the second level of its cache cannot be used", Assert.Single(log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_OfWhatCannotBeWritten_IsToldAndHoldsUpNothing()
    {
        var (store, time, failures) = (new SharedStore(), new FakeTimeProvider(), new ConcurrentQueue<Exception>());
        using var second = new SecondLevel(store, new byte[32], "client", "rules", maxBody: 100, time, failures.Enqueue);
        var key = new CacheKey.Maker(new KeyRules([], [], []), isStandard: false, second.KeySecret).Of(new HttpRequestMessage(), "http://stub/a", Partition.One, cookies: null);
        await Wait.ForAsync(second.ReadAsync(key, static () => 0));

        second.Push(key, [Answer(headers: null!)]);
        await Wait.ForAsync(second.FlushAsync());
        Assert.Single(failures);
        time.Advance(TimeSpan.FromSeconds(6));
        second.Push(key, [Answer([])]);
        await Wait.ForAsync(second.FlushAsync());

        Assert.Equal((1, 1), (failures.Count, store.Records));

        StoredResponse Answer(HeaderField[] headers) => new()
        {
            Status = HttpStatusCode.OK,
            Version = HttpVersion.Version11,
            Reason = null,
            Headers = headers,
            ContentHeaders = [],
            Body = [],
            Directives = ResponseDirectives.Of(new HttpResponseMessage()),
            Vary = VaryMatch.Nothing,
            Lifetime = TimeSpan.FromSeconds(60),
            IsFreshByRoute = false,
            InitialAge = TimeSpan.Zero,
            ReceivedStamp = time.GetTimestamp(),
            Received = time.GetUtcNow(),
            Date = time.GetUtcNow(),
            Flight = 1,
            Generation = second.GenerationFor(key, 1),
        };
    }
}
