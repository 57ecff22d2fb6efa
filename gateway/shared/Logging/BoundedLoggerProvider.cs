using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace BoundedLogging;

/// <summary>
/// Writes JSON lines of bounded length at a bounded rate: what callers send, however long or often, fills no disk. A disk
/// that is full loses lines and nothing else.
/// </summary>
/// <remarks>The lines are those of .NET's own JSON console, without the message's second copy in the state.</remarks>
internal sealed class BoundedLoggerProvider : ILoggerProvider
{
    private const string OriginalFormat = "{OriginalFormat}";
    private static readonly JsonWriterOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly BoundedLoggerOptions _options;
    private readonly LogThrottle _throttle;
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new(1024);

    public BoundedLoggerProvider(Stream output, TimeProvider time, BoundedLoggerOptions options)
    {
        (_output, _time, _options) = (output, time, options);
        _throttle = new LogThrottle(options, time, ReportLeftOut);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() => _throttle.Dispose();

    private void ReportLeftOut(string category, EventId eventId, LogLevel level, int count) => Write(
        category,
        eventId,
        level,
        string.Create(CultureInfo.InvariantCulture, $"{count} more lines of this kind within {_options.Window.TotalSeconds:0} s were left out"),
        null,
        [new("LeftOut", count)]);

    private void Write(
        string category, EventId eventId, LogLevel level, string message, Exception? exception, IReadOnlyList<KeyValuePair<string, object?>>? state)
    {
        lock (_gate)
        {
            _line.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(_line, Json))
            {
                json.WriteStartObject();
                json.WriteString("Timestamp", _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                json.WriteNumber("EventId", eventId.Id);
                json.WriteString("LogLevel", level.ToString());
                json.WriteString("Category", category);
                json.WriteString("Message", Cut(message, _options.MessageLength));
                if (exception is not null)
                {
                    json.WriteString("Exception", Cut(exception.ToString(), _options.ExceptionLength));
                }

                WriteState(json, state);
                json.WriteEndObject();
            }

            _line.Write("\n"u8);
            try
            {
                _output.Write(_line.WrittenSpan);
                _output.Flush();
            }
            catch (IOException)
            {
                // Nobody is left to report to.
            }
        }
    }

    private void WriteState(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>>? state)
    {
        if (state is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartObject("State");
        foreach (var (name, value) in state)
        {
            switch (value)
            {
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case long number:
                    json.WriteNumber(name, number);
                    break;
                case ulong number:
                    json.WriteNumber(name, number);
                    break;
                case double number when double.IsFinite(number):
                    json.WriteNumber(name, number);
                    break;
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                case null:
                    json.WriteNull(name);
                    break;
                default:
                    var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                    json.WriteString(name, name == OriginalFormat ? text : Cut(text, _options.ValueLength));
                    break;
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The beginning of a text that is too long, and how long it is. Control characters, of which JSON makes six each, become spaces.</summary>
    private static string Cut(string text, int length)
    {
        var kept = Kept(text, length);
        var cut = text[..kept];
        if (cut.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0)
        {
            cut = string.Create(cut.Length, cut, static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = source[i] is < ' ' and not '\n' ? ' ' : source[i];
                }
            });
        }

        return kept == text.Length ? cut : string.Create(CultureInfo.InvariantCulture, $"{cut}… ({text.Length} characters)");
    }

    /// <summary>How many characters are kept; one that is not ASCII counts as three, since JSON may make six bytes of it.</summary>
    private static int Kept(string text, int length)
    {
        var kept = 0;
        for (var cost = 0; kept < text.Length; kept++)
        {
            cost += char.IsAscii(text[kept]) ? 1 : 3;
            if (cost > length)
            {
                // Half of a pair of surrogates is no character.
                return kept > 0 && char.IsHighSurrogate(text[kept - 1]) ? kept - 1 : kept;
            }
        }

        return kept;
    }

    private sealed class Logger(BoundedLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (provider._throttle.Admits(category, eventId, logLevel))
            {
                provider.Write(
                    category, eventId, logLevel, formatter(state, exception), exception, state as IReadOnlyList<KeyValuePair<string, object?>>);
            }
        }
    }
}
