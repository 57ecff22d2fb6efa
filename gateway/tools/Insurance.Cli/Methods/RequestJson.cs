namespace Insurance.Cli.Methods;

/// <summary>Requests in proto JSON, read as strictly as the gateway reads them.</summary>
internal static class RequestJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a message.</summary>
    /// <param name="json">An object.</param>
    /// <param name="type">What it must be.</param>
    /// <param name="path">Where it belongs; empty: it is the whole request.</param>
    public static IMessage Parse(string json, MessageDescriptor type, string path = "")
    {
        var where = path.Length == 0 ? "the request" : path;
        return Read(json, where, value =>
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                throw Unreadable(where, $"it is no {type.Name} as a JSON object");
            }

            CheckNames(value, type, path);
            return JsonParser.Default.Parse(json, type);
        });
    }

    /// <summary>Reads one field into a message of its own.</summary>
    /// <param name="json">The field's value.</param>
    /// <param name="field">The field.</param>
    /// <param name="path">Where it is.</param>
    public static IMessage ParseField(string json, FieldDescriptor field, string path) =>
        Read(json, path, _ => JsonParser.Default.Parse($"{{{JsonSerializer.Serialize(field.JsonName)}:{json}}}", field.ContainingType));

    private static IMessage Read(string json, string where, Func<JsonElement, IMessage> parse)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return parse(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidProtocolBufferException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Unreadable(where, exception.Message);
        }
    }

    /// <summary>Before the library does, whose message names no place and nothing near.</summary>
    private static void CheckNames(JsonElement value, MessageDescriptor type, string path)
    {
        if (value.ValueKind != JsonValueKind.Object || FieldTypes.IsPlain(type))
        {
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var field = RequestBuilder.Field(type, property.Name, at);
            if (field.FieldType != FieldType.Message || field.IsMap)
            {
                continue;
            }

            if (field.IsRepeated && property.Value.ValueKind == JsonValueKind.Array)
            {
                var index = 0;
                foreach (var item in property.Value.EnumerateArray())
                {
                    CheckNames(item, field.MessageType, $"{at}[{index++}]");
                }
            }
            else
            {
                CheckNames(property.Value, field.MessageType, at);
            }
        }
    }

    private static ConsortiumException Unreadable(string where, string why) =>
        new(ExitCodes.InvalidInput, $"MALFORMED_JSON: {where} cannot be read: {why}") { Code = "MALFORMED_JSON" };
}
