using System.Text.Json;

namespace Fabric.Msp;

/// <summary>The certificate extension in which Fabric CA records an identity's attributes.</summary>
internal static class AttributeExtension
{
    public const string Oid = "1.2.3.4.5.6.7.8.1";

    // A certificate of tens of kilobytes would not pass most TLS stacks anyway.
    private const int LargestBytes = 16 * 1024;

    private static readonly Dictionary<string, string> None = [];
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

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

    /// <summary>Reads what the certificate states, strictly: a name twice, or the extension twice, can mean anything.</summary>
    /// <returns>False when the extension is not the JSON that Fabric CA writes; there are no attributes then.</returns>
    public static bool TryRead(X509Certificate2 certificate, out IReadOnlyDictionary<string, string> attributes)
    {
        attributes = None;
        X509Extension? extension = null;
        foreach (var candidate in certificate.Extensions)
        {
            if (candidate.Oid?.Value != Oid)
            {
                continue;
            }

            if (extension is not null)
            {
                return false;
            }

            extension = candidate;
        }

        if (extension is null)
        {
            return true;
        }

        if (extension.RawData.Length > LargestBytes || Parse(extension.RawData) is not { } read)
        {
            return false;
        }

        attributes = read;
        return true;
    }

    private static Dictionary<string, string>? Parse(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("attrs", out var attrs)
                || attrs.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var attributes = new Dictionary<string, string>();
            foreach (var attribute in attrs.EnumerateObject())
            {
                if (attribute.Value.ValueKind != JsonValueKind.String)
                {
                    return null;
                }

                attributes[attribute.Name] = attribute.Value.GetString()!;
            }

            return attributes;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // No JSON, a name twice, or a text that is no Unicode.
            return null;
        }
    }
}
