using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AkashChat.TestKit.Hosting;

/// <summary>Everything that a host logged, with all exceptions in full.</summary>
public sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _more = new(0);

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Waits until a line with this text is there.</summary>
    public async Task WaitForAsync(string text)
    {
        while (!_lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            Assert.True(await _more.WaitAsync(TimeSpan.FromSeconds(60)), $"Nobody logged: {text}");
        }
    }

    public override string ToString() => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

    public void Dispose()
    {
        // Hosts dispose their log before tests have read it.
    }

    private void Add(string line)
    {
        _lines.Enqueue(line);
        _more.Release();
    }

    private sealed class Logger(string category, CapturedLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            log.Add($"scope {category}: {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add($"{logLevel} {category}[{eventId.Id}]: {formatter(state, exception)} {exception}");
    }
}
