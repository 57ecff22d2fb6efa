namespace Insurance.Consortium.Processes;

/// <summary>The JSON files that this program keeps for itself in a state directory.</summary>
public static class OwnFile
{
    /// <summary>The code that begins every message about such a file.</summary>
    public const string Code = "STATE_FILE_DAMAGED";

    private const long LargestBytes = 16 * 1024 * 1024;

    /// <summary>A part that is missing is damage, as it is not when a program merely has no value for it.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>Whether the file is there. Where that may not be known it is not said that it is not.</summary>
    /// <exception cref="ConsortiumException">It cannot be known.</exception>
    public static bool IsThere(string path)
    {
        try
        {
            File.GetAttributes(path);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
    }

    /// <summary>Reads the file; nothing is changed or removed, whatever is in it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do when it is damaged.</param>
    /// <exception cref="ConsortiumException">It cannot be read, or is not what this program writes.</exception>
    public static T Read<T>(string path, string remedy)
        where T : class
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > LargestBytes)
            {
                throw Damaged(path, FormattableString.Invariant($"it has {length} bytes"), remedy);
            }

            var content = File.ReadAllBytes(path);
            RefuseEmptyItems(content);
            return JsonSerializer.Deserialize<T>(content, Json) ?? throw Damaged(path, "it holds nothing", remedy);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw Damaged(path, Where(exception), remedy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, exception);
        }
    }

    // A reader is helped by the place; the serializer's own words name types of this program.
    private static string Where(Exception exception) => exception switch
    {
        FormatException named => named.Message,
        JsonException { LineNumber: { } line, BytePositionInLine: { } position } json => FormattableString.Invariant(
            $"line {line + 1}, byte {position + 1}{(json.Path is { Length: > 1 } name ? $", at {name}" : "")} is not as this program writes it"),
        JsonException { Path: { Length: > 1 } name } => $"{name} is not as this program writes it",
        _ => "it is not as this program writes it",
    };

    private static ConsortiumException Unreadable(string path, Exception exception) =>
        new(ExitCodes.Environment, $"STATE_FILE_UNREADABLE: {path} cannot be read ({exception.Message}); give its owner access to it, or choose another directory with --home");

    // The serializer takes null for an item of any list.
    private static void RefuseEmptyItems(byte[] content)
    {
        var reader = new Utf8JsonReader(content);
        var isList = new Stack<bool>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    isList.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    isList.Pop();
                    break;
                case JsonTokenType.Null when isList.TryPeek(out var list) && list:
                    throw new FormatException(FormattableString.Invariant($"an item of a list is null, at byte {reader.TokenStartIndex}"));
            }
        }
    }

    private static ConsortiumException Damaged(string path, string why, string remedy)
    {
        const int Longest = 300;
        return new ConsortiumException(ExitCodes.Failure, $"{Code}: {path} is damaged ({(why.Length > Longest ? why[..Longest] + "…" : why)}); {remedy}");
    }
}
