using System.Text;

namespace Grpc.Core.Internal;

/// <summary>The encoding of <c>grpc-message</c>: UTF-8 with everything but printable ASCII, and '%', as %XX.</summary>
internal static class PercentEncoding
{
    public static string Encode(string text)
    {
        if (!NeedsEncoding(text))
        {
            return text;
        }

        var builder = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (IsPlain((char)b))
            {
                builder.Append((char)b);
            }
            else
            {
                builder.Append('%').Append(Digit(b >> 4)).Append(Digit(b & 0xF));
            }
        }

        return builder.ToString();
    }

    /// <summary>Decodes leniently: a percent sign that starts no valid pair stays as it is.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[count++] = Convert.ToByte(text.Substring(i + 1, 2), 16);
                i += 2;
            }
            else
            {
                count += Encoding.UTF8.GetBytes(text.AsSpan(i, 1), bytes.AsSpan(count));
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static bool NeedsEncoding(string text)
    {
        foreach (var c in text)
        {
            if (!IsPlain(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~' and not '%';

    private static char Digit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
