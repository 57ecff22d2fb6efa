namespace Grpc.Core.Internal;

/// <summary>Metadata entries as header values and back.</summary>
internal static class HeaderValues
{
    /// <summary>The header text of an entry: itself, or base64 without padding as the protocol recommends.</summary>
    public static string Encode(Metadata.Entry entry) => entry.IsBinary
        ? Convert.ToBase64String(entry.BinaryValue).TrimEnd('=')
        : entry.Value;

    /// <summary>Adds a received header. Binary headers may be joined by commas and may lack padding.</summary>
    /// <exception cref="FormatException">A binary value is not base64.</exception>
    public static void AddTo(Metadata metadata, string key, string value)
    {
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(key, value);
            return;
        }

        if (!value.Contains(',', StringComparison.Ordinal))
        {
            metadata.Add(key, DecodeBase64(value));
            return;
        }

        foreach (var part in value.Split(','))
        {
            metadata.Add(key, DecodeBase64(part.Trim()));
        }
    }

    private static byte[] DecodeBase64(string text) => (text.Length % 4) switch
    {
        0 => Convert.FromBase64String(text),
        2 => Convert.FromBase64String(text + "=="),
        3 => Convert.FromBase64String(text + "="),
        _ => throw new FormatException("A binary header is not base64."),
    };
}
