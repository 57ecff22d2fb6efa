using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Insurance.Gateway.Errors;

namespace Insurance.Gateway.Http;

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

        Check(body, type);
        try
        {
            return Parser.Parse(Encoding.UTF8.GetString(body.Span), type);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw GatewayErrors.MalformedJson(error.Message);
        }
        catch (InvalidJsonException error)
        {
            throw GatewayErrors.MalformedJson(error.Message);
        }
    }

    // Google's parser takes the last of several equal keys and does not say where it stopped, so names are checked first.
    private static void Check(ReadOnlyMemory<byte> body, MessageDescriptor type)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaximumDepth });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw GatewayErrors.MalformedJson("it must be an object.");
            }

            CheckObject(ref reader, type, "");
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

    private static void CheckObject(ref Utf8JsonReader reader, MessageDescriptor? type, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var field = type is null ? null : Find(type, name);
            var at = field?.JsonName ?? name;
            at = path.Length == 0 ? at : $"{path}.{at}";
            if (type is not null && field is null)
            {
                throw GatewayErrors.UnknownField(at);
            }

            // A field may be written by either of its names.
            if (!seen.Add(field?.Name ?? name))
            {
                throw GatewayErrors.DuplicateKey(at);
            }

            reader.Read();
            CheckValue(ref reader, field is { IsMap: false } ? MessageType(field) : null, at);
        }
    }

    private static void CheckValue(ref Utf8JsonReader reader, MessageDescriptor? type, string path)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            CheckObject(ref reader, type, path);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            {
                CheckValue(ref reader, type, $"{path}[{index}]");
            }
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            reader.GetString();
        }
    }

    private static FieldDescriptor? Find(MessageDescriptor type, string name) =>
        type.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name || field.Name == name);

    private static MessageDescriptor? MessageType(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && field.MessageType.File.Package != "google.protobuf"
            ? field.MessageType
            : null;
}
