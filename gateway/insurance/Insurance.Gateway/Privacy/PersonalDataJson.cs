namespace Insurance.Gateway.Privacy;

/// <summary>
/// The canonical JSON that a commitment is made of: the fields in the order of the message, empty ones left out, no white space, and
/// nothing escaped but what JSON demands.
/// </summary>
internal static class PersonalDataJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = false };

    /// <summary>Writes it.</summary>
    public static byte[] Write(PersonalData data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            foreach (var field in PersonalData.Descriptor.Fields.InFieldNumberOrder())
            {
                if ((string)field.Accessor.GetValue(data) is { Length: > 0 } text)
                {
                    writer.WriteString(field.JsonName, text);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is not the JSON of personal data.</exception>
    public static PersonalData Read(ReadOnlySpan<byte> json) => PersonalData.Parser.ParseJson(Encoding.UTF8.GetString(json));
}
