using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Tests.Handlers;

public sealed class TelemetryTests
{
    private const string Canary = "c4n4ry";

    [Fact]
    public async Task Events_OfOneFlight_ComeInOrderAndEndAtDispose()
    {
        var pipeline = new Pipeline(options => options.MaxConcurrency = 1);
        await using var watcher = pipeline.Broker.Events.GetAsyncEnumerator();
        var held = pipeline.GetAsync("/held");
        await pipeline.Stub.WaitForAsync(1);
        var first = pipeline.GetAsync("/a", 5);
        await pipeline.WaitingAsync(1);
        var second = pipeline.GetAsync("/a", 1);
        await pipeline.CallersAsync(3);
        pipeline.Stub.Open("/a");
        pipeline.Stub.Answer("/held");
        await Wait.ForAsync(Task.WhenAll(held, first, second));
        await pipeline.AssertIdleAsync();
        pipeline.Dispose();

        List<BrokerEvent> events = [];
        while (await Wait.ForAsync(watcher.MoveNextAsync())) events.Add(watcher.Current);

        Assert.Equal(
            ["FlightStarted 5", "TurnWaiting 5", "FlightJoined 1", "TurnGranted 1", "FlightLanded 1", "FlightEnded"],
            events.Where(e => e.FlightId == 2).Select(e => e.Kind == BrokerEventKind.FlightEnded ? "FlightEnded" : $"{e.Kind} {e.Urgency}"));
        Assert.All(events.Where(e => e.FlightId == 2), e => Assert.Equal(("GET", "http://stub/a"), (e.Method, e.Target)));
        Assert.Equal(pipeline.Time.GetUtcNow(), events[0].Time);
    }

    [Fact]
    public async Task Metrics_EveryInstrument_IsSeenByAListener()
    {
        var seen = new ConcurrentDictionary<string, double>();
        var tags = new ConcurrentBag<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Coalesce.Http") self.EnableMeasurementEvents(instrument);
            },
        };
        void Saw(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> with)
        {
            seen.AddOrUpdate(name, value, (_, sum) => sum + value);
            foreach (var tag in with) tags.Add($"{tag.Key}={tag.Value}");
        }
        listener.SetMeasurementEventCallback<long>((instrument, value, with, _) => Saw(instrument.Name, value, with));
        listener.SetMeasurementEventCallback<double>((instrument, value, with, _) => Saw(instrument.Name, value, with));
        listener.Start();

        using var pipeline = new Pipeline(options => options.MaxConcurrency = 1);
        await PlayAsync(pipeline);

        // Other tests run beside this one: at least.
        foreach (var name in (ReadOnlySpan<string>)["coalesce.flights.started", "coalesce.flights.joined", "coalesce.superseded", "coalesce.turn.wait"])
            Assert.True(seen.GetValueOrDefault(name) > 0, name);
        Assert.All(tags, tag => Assert.DoesNotContain(Canary, tag, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everything_ThatIsToldOrShown_HoldsNoQueryNoHeaderValueAndNoUserInfo()
    {
        var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Coalesce.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var pipeline = new Pipeline(options =>
        {
            options.MaxConcurrency = 1;
            options.LoggerFactory = loggers;
        });
        await using var watcher = pipeline.Broker.Events.GetAsyncEnumerator();

        var shown = await PlayAsync(pipeline);
        pipeline.Dispose();

        while (await Wait.ForAsync(watcher.MoveNextAsync())) shown.Add(watcher.Current.ToString());
        shown.AddRange(log.Entries.Select(entry => entry.Message));
        shown.AddRange(spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Value}").Append(span.DisplayName)));
        Assert.True(shown.Count > 20);
        Assert.Contains(shown, line => line.Contains("failed", StringComparison.Ordinal)); // the log has something in it
        Assert.All(shown, line => Assert.DoesNotContain(Canary, line, StringComparison.Ordinal));
    }

    /// <summary>A little of everything, with something secret wherever a secret may stand.</summary>
    private static async Task<List<string>> PlayAsync(Pipeline pipeline)
    {
        List<string> shown = [];
        var target = $"http://{Canary}:{Canary}@stub/a?token={Canary}";
        void Sign(HttpRequestMessage request) => request.Headers.Add("Authorization", "Bearer " + Canary);
        const string Stubs = "/a?token=" + Canary;

        var first = pipeline.GetAsync(target, change: Sign);
        await pipeline.Stub.WaitForAsync(1);
        var joined = pipeline.GetAsync(target, change: Sign);
        var waits = pipeline.GetAsync(target + "2", change: request => { Sign(request); request.WithoutCoalescing(); });
        await pipeline.WaitingAsync(1);
        shown.AddRange(pipeline.Broker.GetFlights().Select(flight => flight.ToString()));
        shown.AddRange(pipeline.Broker.GetWaiting().Select(waiting => waiting.ToString()));
        var older = pipeline.GetAsync(target + "3", change: request => { Sign(request); request.WithSupersedeBy("group"); });
        await pipeline.WaitingAsync(2);
        var newer = pipeline.GetAsync(target + "4", change: request => { Sign(request); request.WithSupersedeBy("group"); });
        shown.Add((await Assert.ThrowsAsync<RequestSupersededException>(() => Wait.ForAsync(older))).Message);
        pipeline.Stub.Open(Stubs + "2");
        pipeline.Stub.Open(Stubs + "4");
        pipeline.Time.Advance(TimeSpan.FromSeconds(0.5));
        pipeline.Stub.Answer(Stubs);
        await Wait.ForAsync(Task.WhenAll(first, joined, waits, newer));

        var fails = pipeline.GetAsync(target + "5", change: Sign);
        await Wait.UntilAsync(() => pipeline.Stub.HeldFor(Stubs + "5") == 1);
        pipeline.Stub.Fail(Stubs + "5");
        shown.Add((await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(fails))).Message);
        var cancelled = pipeline.GetAsync(target + "6", change: Sign);
        await Wait.UntilAsync(() => pipeline.Broker.GetFlights().Count == 1);
        pipeline.Broker.CancelFlight(pipeline.Broker.GetFlights()[0].Id);
        shown.Add((await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(cancelled))).Message);
        // The same without a user in the authority, which is shown by another way.
        var plain = pipeline.GetAsync(Stubs + "8");
        await Wait.UntilAsync(() => pipeline.Stub.HeldFor(Stubs + "8") == 1);
        var plainWaits = pipeline.GetAsync(Stubs + "9");
        await pipeline.WaitingAsync(1);
        shown.AddRange(pipeline.Broker.GetFlights().Select(flight => flight.ToString()));
        shown.AddRange(pipeline.Broker.GetWaiting().Select(waiting => waiting.ToString()));
        pipeline.Stub.Open(Stubs + "9");
        pipeline.Stub.Fail(Stubs + "8");
        await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(plain));
        await Wait.ForAsync(plainWaits);
        var late = pipeline.GetAsync(target + "7", change: request => { Sign(request); request.WithDeadline(pipeline.Time.GetUtcNow()); });
        shown.Add((await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(late))).Message);
        await pipeline.AssertIdleAsync();
        return shown;
    }
}
