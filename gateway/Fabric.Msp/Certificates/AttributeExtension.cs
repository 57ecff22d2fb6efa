using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Fabric.Msp;

/// <summary>The certificate extension in which Fabric CA records an identity's attributes.</summary>
internal static class AttributeExtension
{
    public const string Oid = "1.2.3.4.5.6.7.8.1";

    private static readonly Dictionary<string, string> None = [];

    public static X509Extension Build(IReadOnlyDictionary<string, string> attributes)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("attrs");
            foreach (var (name, value) in attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new X509Extension(Oid, buffer.ToArray(), critical: false);
    }

    /// <exception cref="JsonException">The extension is not the JSON Fabric CA writes.</exception>
    public static IReadOnlyDictionary<string, string> Read(X509Certificate2 certificate)
    {
        if (certificate.Extensions[Oid] is not { } extension)
        {
            return None;
        }

        using var json = JsonDocument.Parse(extension.RawData);
        var attributes = new Dictionary<string, string>();
        if (json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryGetProperty("attrs", out var attrs)
            || attrs.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("The attribute extension has no \"attrs\" object.");
        }

        foreach (var attribute in attrs.EnumerateObject())
        {
            attributes[attribute.Name] = attribute.Value.ValueKind == JsonValueKind.String
                ? attribute.Value.GetString()!
                : throw new JsonException($"Attribute \"{attribute.Name}\" is not text.");
        }

        return attributes;
    }
}
