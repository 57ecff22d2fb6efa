namespace Insurance.Gateway.Transport.Http;

/// <summary>Reads a request from proto3 JSON, strictly: unknown fields, repeated keys, trailing data and deep nesting are refused.</summary>
internal static class JsonRequestReader
{
    private const int MaximumDepth = 32;
    private static readonly JsonParser Parser = new(new JsonParser.Settings(MaximumDepth));

    public static IMessage Read(ReadOnlyMemory<byte> body, MessageDescriptor type)
    {
        // An empty body is the empty request, as for GetRegistry.
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return type.Parser.ParseFrom(ByteString.Empty);
        }

        var wrong = new ViolationList();
        Check(body, type, wrong);
        if (!wrong.None)
        {
            new JsonValueCheck(Parser, wrong).Check(body, type);
            wrong.Throw();
        }

        try
        {
            return Parser.Parse(Encoding.UTF8.GetString(body.Span), type);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or InvalidJsonException)
        {
            // Google's parser does not say where, and stops at the first.
            new JsonValueCheck(Parser, wrong).Check(body, type);
            wrong.Throw();
            throw GatewayErrors.MalformedJson(error.Message);
        }
    }

    // Google's parser takes the last of several equal keys and does not say where it stopped, so names are checked first.
    private static void Check(ReadOnlyMemory<byte> body, MessageDescriptor type, ViolationList wrong)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaximumDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw GatewayErrors.MalformedJson("it must be an object.");
            }

            CheckObject(ref reader, type, "", wrong);
            reader.Read();
        }
        catch (JsonException error) when (error.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            throw GatewayErrors.InputTooDeep(MaximumDepth);
        }
        catch (JsonException error)
        {
            throw GatewayErrors.MalformedJson(
                $"error at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            throw GatewayErrors.MalformedJson("a text is not valid Unicode.");
        }
    }

    private static void CheckObject(ref Utf8JsonReader reader, MessageDescriptor? type, string path, ViolationList wrong)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var field = type is null ? null : Find(type, name);
            var at = Join(path, field?.JsonName ?? name);
            if (type is not null && field is null)
            {
                wrong.Add(GatewayErrors.UnknownField(at));
            }

            // A field may be written by either of its names.
            if (!seen.Add(field?.Name ?? name))
            {
                wrong.Add(GatewayErrors.DuplicateKey(at));
            }

            reader.Read();
            CheckValue(ref reader, field is { IsMap: false } ? MessageType(field) : null, at, wrong);
        }
    }

    private static void CheckValue(ref Utf8JsonReader reader, MessageDescriptor? type, string path, ViolationList wrong)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            CheckObject(ref reader, type, path, wrong);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                CheckValue(ref reader, type, $"{path}[{index}]", wrong);
            }
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            reader.GetString();
        }
    }

    /// <summary>A field by either of its names.</summary>
    internal static FieldDescriptor? Find(MessageDescriptor type, string name) =>
        type.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name || field.Name == name);

    /// <summary>The message of a field, unless it has a JSON form of its own.</summary>
    internal static MessageDescriptor? MessageType(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && field.MessageType.File.Package != "google.protobuf"
            ? field.MessageType
            : null;

    /// <summary>The path of a field inside another.</summary>
    internal static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
