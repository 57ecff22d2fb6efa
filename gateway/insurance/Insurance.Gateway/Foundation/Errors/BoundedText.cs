namespace Insurance.Gateway.Foundation.Errors;

/// <summary>Cuts texts that repeat what a client sent, so that no answer and no log line grows with the request.</summary>
/// <remarks>
/// Many clients take at most 8 KiB of trailers, in which a sentence stands three times: percent-encoded, which can triple it, and twice
/// in the details, in base64.
/// </remarks>
internal static class BoundedText
{
    /// <summary>Bytes of an error's sentence.</summary>
    public const int Sentence = 600;

    /// <summary>Bytes of a field's sentence in the details, where it stands a second time.</summary>
    public const int Description = 480;

    /// <summary>Bytes of the sentence of one of several things that are wrong.</summary>
    public const int Violation = 240;

    /// <summary>Bytes of a field's path, a method's name, and the like.</summary>
    public const int Name = 120;

    private const string Mark = "…";

    /// <summary>The text, or as much of its beginning as fits, with an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The most bytes of UTF-8.</param>
    public static string Of(string text, int bytes)
    {
        // No character of UTF-16 takes more than three bytes.
        if (text.Length * 3 <= bytes || Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        var left = bytes - Encoding.UTF8.GetByteCount(Mark);
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, end), Mark);
    }
}
