using System.Text.Encodings.Web;

namespace Insurance.Consortium.Logs;

/// <summary>One line of a process's log.</summary>
public sealed partial class LogLine
{
    private const string Usual = "Information";
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonObject? _fields;
    private readonly string _text;

    /// <summary>Reads a line: an object in JSON, or a text that may begin with when it was written.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="text">The line without its end.</param>
    /// <param name="before">When the line before it was written; it counts where this one does not say.</param>
    public LogLine(string process, string text, DateTimeOffset? before = null)
    {
        (Process, _text, _fields) = (process, text, Object(text));
        Time = Moment(_fields is null ? Began().Match(text).Groups[1].Value : Field("Timestamp")) ?? before;
    }

    /// <summary>Whose line it is.</summary>
    public string Process { get; }

    /// <summary>When it was written; null: neither it nor the lines before it say.</summary>
    public DateTimeOffset? Time { get; }

    private string? Written => Time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>For people: time, process and message, with the level where something is amiss.</summary>
    /// <param name="width">Characters for the name of the process.</param>
    public string ForPeople(int width)
    {
        var head = $"{Written ?? "-"}  {Process.PadRight(width)}  ";
        if (_fields is null)
        {
            return head + Began().Replace(_text, "", 1).TrimEnd();
        }

        var level = Field("LogLevel");
        var cause = Field("Exception")?.Split('\n')[0].TrimEnd();
        return $"{head}{(level is null or Usual ? "" : level.ToUpperInvariant() + " ")}{Field("Message")?.ReplaceLineEndings(" ")}{(cause is null ? "" : $" ({cause})")}";
    }

    /// <summary>For programs: the object as it was written, after the name of the process; a text as its message.</summary>
    public string ForPrograms()
    {
        var line = new JsonObject { ["Process"] = Process };
        foreach (var (name, value) in _fields ?? new JsonObject { ["Timestamp"] = Written, ["Message"] = _text })
        {
            line[name] = value?.DeepClone();
        }

        return line.ToJsonString(Json);
    }

    private string? Field(string name) => _fields![name] is JsonValue value && value.TryGetValue<string>(out var field) ? field : null;

    private static JsonObject? Object(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonNode.Parse(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            // Half a line, of a disk that was full.
            return null;
        }
    }

    private static DateTimeOffset? Moment(string? written) =>
        DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;

    // As Fabric's nodes and the chaincode's servers begin theirs.
    [GeneratedRegex(@"^(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?) ", RegexOptions.CultureInvariant)]
    private static partial Regex Began();
}
