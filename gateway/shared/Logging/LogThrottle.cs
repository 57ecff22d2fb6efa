using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace BoundedLogging;

/// <summary>Counts lines of each kind, which is a category and an event; those over the limit of a window are reported in one.</summary>
/// <param name="options">The limit and the window.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Writes that line: the kind's category, its event, its level and how many were left out.</param>
internal sealed class LogThrottle(
    BoundedLoggerOptions options, TimeProvider time, Action<string, EventId, LogLevel, int> say) : IDisposable
{
    private readonly ConcurrentDictionary<(string Category, int Event), Kind> _kinds = [];
    private ITimer? _timer;

    /// <summary>Whether a line may be written.</summary>
    public bool Admits(string category, EventId eventId, LogLevel level)
    {
        if (level == LogLevel.Critical)
        {
            return true;
        }

        var kind = _kinds.GetOrAdd((category, eventId.Id), static (key, limit) => new Kind(key.Category, limit(key.Category)), options.Limit);
        var admitted = kind.Count(time, options.Window, eventId, level, out var leftOut);
        if (leftOut > 0)
        {
            say(category, eventId, level, leftOut);
        }

        if (!admitted && Volatile.Read(ref _timer) is null)
        {
            var timer = time.CreateTimer(_ => ReportAll(onlyEnded: true), null, options.Window, options.Window);
            if (Interlocked.CompareExchange(ref _timer, timer, null) is not null)
            {
                timer.Dispose();
            }
        }

        return admitted;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        ReportAll(onlyEnded: false);
    }

    private void ReportAll(bool onlyEnded)
    {
        foreach (var kind in _kinds.Values)
        {
            if (kind.Take(time, options.Window, onlyEnded, out var eventId, out var level) is var leftOut and > 0)
            {
                say(kind.Category, eventId, level, leftOut);
            }
        }
    }

    private sealed class Kind(string category, int limit)
    {
        private readonly Lock _gate = new();
        private long _began;
        private int _count;
        private EventId _event;
        private LogLevel _level;

        public string Category => category;

        public bool Count(TimeProvider time, TimeSpan window, EventId eventId, LogLevel level, out int leftOut)
        {
            lock (_gate)
            {
                leftOut = 0;
                if (_count == 0 || time.GetElapsedTime(_began) >= window)
                {
                    leftOut = Math.Max(0, _count - limit);
                    _count = 0;
                    _began = time.GetTimestamp();
                }

                (_event, _level) = (eventId, level);
                return ++_count <= limit;
            }
        }

        public int Take(TimeProvider time, TimeSpan window, bool onlyEnded, out EventId eventId, out LogLevel level)
        {
            lock (_gate)
            {
                (eventId, level) = (_event, _level);
                if (_count <= limit || (onlyEnded && time.GetElapsedTime(_began) < window))
                {
                    return 0;
                }

                var leftOut = _count - limit;
                _count = 0;
                return leftOut;
            }
        }
    }
}
