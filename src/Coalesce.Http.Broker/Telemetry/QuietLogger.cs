using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Broker.Telemetry;

/// <summary>The user's log, from which nothing is thrown.</summary>
internal sealed class QuietLogger(ILogger log) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true; // asked below

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Listeners.Tell((log, logLevel, eventId, state, exception, formatter), static told =>
        {
            if (told.log.IsEnabled(told.logLevel)) told.log.Log(told.logLevel, told.eventId, told.state, told.exception, told.formatter);
        });
}
