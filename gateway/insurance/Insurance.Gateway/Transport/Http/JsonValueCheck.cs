namespace Insurance.Gateway.Transport.Http;

/// <summary>
/// Finds the fields whose values Google's parser does not take, each by itself: it stops at the first and does not say where it is.
/// </summary>
internal sealed class JsonValueCheck(JsonParser parser, ViolationList wrong)
{
    /// <summary>Adds each of them, as many as one answer names.</summary>
    public void Check(ReadOnlyMemory<byte> body, MessageDescriptor type)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
        Message(document.RootElement, type, "");
    }

    private void Message(JsonElement message, MessageDescriptor type, string path)
    {
        foreach (var property in message.EnumerateObject())
        {
            if (!wrong.Full && JsonRequestReader.Find(type, property.Name) is { } field)
            {
                Field(property.Value, field, JsonRequestReader.Join(path, field.JsonName));
            }
        }
    }

    private void Field(JsonElement value, FieldDescriptor field, string path)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (field.IsMap ? value.ValueKind != JsonValueKind.Object : field.IsRepeated && value.ValueKind != JsonValueKind.Array)
        {
            wrong.Add(GatewayErrors.ValueInvalid(path, field.IsMap ? "an object of names and values" : "a list"));
        }
        else if (field.IsMap)
        {
            foreach (var entry in value.EnumerateObject().TakeWhile(_ => !wrong.Full))
            {
                Try(field, $"{{\"{JsonEncodedText.Encode(entry.Name)}\":{entry.Value.GetRawText()}}}", JsonRequestReader.Join(path, entry.Name), "a text");
            }
        }
        else if (field.IsRepeated)
        {
            foreach (var (index, item) in value.EnumerateArray().Index().TakeWhile(_ => !wrong.Full))
            {
                One(item, field, $"{path}[{index}]");
            }
        }
        else
        {
            One(value, field, path);
        }
    }

    private void One(JsonElement value, FieldDescriptor field, string path)
    {
        if (JsonRequestReader.MessageType(field) is { } type && value.ValueKind == JsonValueKind.Object)
        {
            Message(value, type, path);
        }
        else
        {
            Try(field, field.IsRepeated ? $"[{value.GetRawText()}]" : value.GetRawText(), path, Expected(field));
        }
    }

    private void Try(FieldDescriptor field, string json, string path, string expected)
    {
        try
        {
            parser.Parse($"{{\"{field.JsonName}\":{json}}}", field.ContainingType);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            wrong.Add(GatewayErrors.ValueInvalid(path, expected));
        }
    }

    private static string Expected(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "a text",
        FieldType.Bytes => "bytes in base64",
        FieldType.Bool => "true or false",
        FieldType.Enum => "one of " + string.Join(", ", field.EnumType.Values.Where(value => value.Number != 0).Select(value => value.Name)),
        FieldType.Message when field.MessageType.FullName == "google.protobuf.Timestamp" => "a time such as 2026-01-31T12:00:00Z",
        FieldType.Message => "an object",
        FieldType.UInt32 => "a whole number from 0 to 4294967295",
        FieldType.Int32 => "a whole number of 32 bits",
        FieldType.UInt64 => "a whole number of 64 bits from 0 on, as a text",
        _ => "a whole number of 64 bits, as a text",
    };
}
