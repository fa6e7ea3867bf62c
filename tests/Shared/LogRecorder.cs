using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Testing;

/// <summary>Keeps what was logged.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Message)> _entries = new();

    public IReadOnlyList<(LogLevel Level, string Category, string Message)> Entries => [.. _entries];

    /// <summary>The warnings and errors of this library.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. _entries.Where(e => e.Level >= LogLevel.Warning && e.Category.StartsWith("Coalesce", StringComparison.Ordinal)).Select(e => e.Message),
    ];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogRecorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder._entries.Enqueue((logLevel, category, formatter(state, exception)));
    }
}
