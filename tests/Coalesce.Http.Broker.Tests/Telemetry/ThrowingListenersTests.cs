using System.Diagnostics;
using System.Diagnostics.Metrics;
using Coalesce.Http.Broker.Tests.Flights;
using Coalesce.Http.Testing;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Broker.Tests.Telemetry;

/// <summary>Who listens may throw, at whatever it is told: the flights and their callers do not notice.</summary>
public sealed class ThrowingListenersTests : IDisposable
{
    private readonly string _client = Guid.NewGuid().ToString(); // listeners hear the whole process: these throw at this test's flights alone
    private readonly AsyncLocal<bool> _isOurs = new();
    private readonly List<IDisposable> _listeners = [];

    public static TheoryData<string> Moments => new("count", "sample", "start", "stop", "log");

    [Theory, MemberData(nameof(Moments))]
    public async Task Listener_ThatThrows_CallersGetTheirAnswersAndNothingIsLeft(string moment)
    {
        using var flights = Begin(moment);
        var first = flights.Share()!;
        var second = flights.Share()!;
        (await flights.Wire.SendAsync(0)).Answer("hello");

        foreach (var caller in (Task<HttpResponseMessage>[])[first, second])
        {
            using var response = await Wait.ForAsync(caller);
            Assert.Equal("hello", await Wait.ForAsync(response.Content.ReadAsStringAsync()));
        }
        await flights.AssertEmptyAsync();
        Assert.Equal(1, flights.Wire.Count);
    }

    [Theory, MemberData(nameof(Moments))]
    public async Task Listener_ThatThrows_FailureAndCancellationEndTheFlight(string moment)
    {
        using var flights = Begin(moment);
        using var token = new CancellationTokenSource();
        var failing = flights.Share("/fails")!;
        (await flights.Wire.SendAsync(0)).Fail(new HttpRequestException("down"));
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => Wait.ForAsync(failing));
        var leaving = flights.Share("/left", token: token.Token)!;
        var send = await flights.Wire.SendAsync(1);

        await token.CancelAsync();

        Assert.Equal("down", failure.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.ForAsync(leaving));
        await Wait.ForAsync(send.Cancelled);
        await flights.AssertEmptyAsync();
    }

    public void Dispose() => _listeners.ForEach(listener => listener.Dispose());

    private TestFlights Begin(string moment)
    {
        _isOurs.Value = true;
        if (moment == "count") ThrowAtCounts();
        else if (moment != "log") ThrowAtSpans(moment);
        return new TestFlights(settings => settings with { Name = _client, Logger = moment == "log" ? new ThrowingLog() : settings.Logger });
    }

    private void ThrowAtCounts()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Coalesce.Http") self.EnableMeasurementEvents(instrument);
            },
        };
        _listeners.Add(listener);
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags[0].Value as string == _client) throw new InvalidOperationException("count");
        });
        listener.Start();
    }

    private void ThrowAtSpans(string moment)
    {
        void Throw(string now, bool isOurs)
        {
            if (now == moment && isOurs) throw new InvalidOperationException(moment);
        }

        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Coalesce.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
            {
                Throw("sample", _isOurs.Value);
                return ActivitySamplingResult.AllData;
            },
            ActivityStarted = span => Throw("start", span.GetTagItem("client") as string == _client),
            ActivityStopped = span => Throw("stop", span.GetTagItem("client") as string == _client),
        };
        _listeners.Add(listener);
        ActivitySource.AddActivityListener(listener);
    }

    private sealed class ThrowingLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => throw new InvalidOperationException("scope");

        public bool IsEnabled(LogLevel logLevel) => throw new InvalidOperationException("enabled");

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("log");
    }
}
