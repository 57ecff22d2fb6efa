namespace Insurance.Cli.Methods;

/// <summary>Values of fields, from words of a command line. A word means what it would mean in proto JSON.</summary>
internal static class FieldValue
{
    /// <summary>The value, or the item where the field is a list.</summary>
    /// <param name="field">The field.</param>
    /// <param name="path">Where it is, for messages.</param>
    /// <param name="text">The word.</param>
    public static object Parse(FieldDescriptor field, string path, string text)
    {
        if (field.FieldType == FieldType.Message && !FieldTypes.IsPlain(field.MessageType))
        {
            // So that a name that is not known is reported as it is everywhere.
            return RequestJson.Parse(text, field.MessageType, path);
        }

        var literal = Literal(field, path, text);
        var parsed = Parsed(field.ContainingType, $"{{{JsonSerializer.Serialize(field.JsonName)}:{(field.IsRepeated ? $"[{literal}]" : literal)}}}", field, path, text);
        var value = field.Accessor.GetValue(parsed);
        return field.IsRepeated ? ((IList)value)[0]! : value;
    }

    /// <summary>What a map in JSON holds.</summary>
    public static IEnumerable<(object Key, object Value)> ParseEntries(FieldDescriptor field, string path, string text)
    {
        var entries = ((IDictionary)field.Accessor.GetValue(RequestJson.ParseField(text, field, path))).GetEnumerator();
        while (entries.MoveNext())
        {
            yield return (entries.Key, entries.Value!);
        }
    }

    /// <summary>A map's key and value.</summary>
    public static (object Key, object Value) ParseEntry(FieldDescriptor field, string path, string key, string text)
    {
        var value = field.MessageType.FindFieldByNumber(2);
        var literal = value.FieldType == FieldType.Message && !FieldTypes.IsPlain(value.MessageType)
            ? JsonFormatter.Default.Format(RequestJson.Parse(text, value.MessageType, path))
            : Literal(value, path, text);
        var parsed = Parsed(field.ContainingType, $"{{{JsonSerializer.Serialize(field.JsonName)}:{{{JsonSerializer.Serialize(key)}:{literal}}}}}", field, path, text);
        var entry = ((IDictionary)field.Accessor.GetValue(parsed)).GetEnumerator();
        entry.MoveNext();
        return (entry.Key, entry.Value!);
    }

    /// <summary>The names of an enumeration, without what they all begin with: claim for PURPOSE_CLAIM.</summary>
    public static string Short(EnumDescriptor type, string name) => name[Prefix(type).Length..].ToLowerInvariant().Replace('_', '-');

    private static string Literal(FieldDescriptor field, string path, string text) => field.FieldType switch
    {
        FieldType.Bool => text is "true" or "false" ? text : throw Invalid(path, $"'{text}' is neither true nor false"),
        FieldType.Enum => JsonSerializer.Serialize(EnumName(field.EnumType, path, text)),
        FieldType.Message => text.StartsWith('{') ? text : JsonSerializer.Serialize(text),
        _ => JsonSerializer.Serialize(text),
    };

    private static string EnumName(EnumDescriptor type, string path, string text)
    {
        var names = type.Values.Select(value => value.Name).ToList();
        return names.FirstOrDefault(name => name == text || Short(type, name) == text.ToLowerInvariant().Replace('_', '-'))
            ?? throw Invalid(path, $"'{text}' is no {type.Name}{NearNames.DidYouMean(text, names.Concat(names.Select(name => Short(type, name))))}; it is one of {string.Join(", ", names)}");
    }

    /// <summary>What the names have in common, up to an underscore.</summary>
    private static string Prefix(EnumDescriptor type)
    {
        var first = type.Values[0].Name;
        var end = first.Length;
        while (end > 0 && (first[end - 1] != '_' || !type.Values.All(value => value.Name.StartsWith(first[..end], StringComparison.Ordinal))))
        {
            end--;
        }

        return first[..end];
    }

    private static IMessage Parsed(MessageDescriptor type, string json, FieldDescriptor field, string path, string text)
    {
        try
        {
            return JsonParser.Default.Parse(json, type);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidOperationException or FormatException or OverflowException)
        {
            var hint = FieldTypes.Of(field) == "time" ? ", such as 2026-07-01T12:00:00Z" : "";
            throw Invalid(path, $"'{text}' is no {FieldTypes.Of(field)}{hint}");
        }
    }

    private static ConsortiumException Invalid(string path, string why) => new(ExitCodes.InvalidInput, $"FIELD_INVALID: {path}: {why}") { Code = "FIELD_INVALID" };
}
