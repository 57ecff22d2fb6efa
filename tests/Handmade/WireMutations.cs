using Google.Protobuf;

/// <summary>Damages a message as no program writes it: bits, lengths near 2³¹, cuts and repeats, at any depth.</summary>
internal static class WireMutations
{
    // Lengths that only a varint of five or ten bytes holds: around 2^31 and 2^32, and the largest.
    private static readonly byte[][] Lengths =
    [
        [0xff, 0xff, 0xff, 0xff, 0x07], [0xfe, 0xff, 0xff, 0xff, 0x07], [0xf0, 0xff, 0xff, 0xff, 0x07], [0x80, 0x80, 0x80, 0x80, 0x08],
        [0xff, 0xff, 0xff, 0xff, 0x0f], [0x80, 0x80, 0x80, 0x80, 0x10], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    ];

    /// <summary>A message like the given one, but never the same.</summary>
    public static ByteString Of(ByteString message, Random random)
    {
        if (message.IsEmpty)
        {
            return Length(1, random);
        }

        var bytes = message.ToByteArray();
        var at = random.Next(bytes.Length);
        byte[] changed = random.Next(5) switch
        {
            0 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. Lengths[random.Next(Lengths.Length)], .. bytes[at..]],
            2 => [.. bytes[..at], .. Lengths[random.Next(Lengths.Length)], .. bytes[Math.Min(bytes.Length, at + 1)..]],
            3 => bytes[..at],
            _ => [.. bytes[..at], .. bytes[random.Next(at + 1)..]],
        };
        return changed.AsSpan().SequenceEqual(bytes) ? Of(message, random) : ByteString.CopyFrom(changed);
    }

    /// <summary>A field of bytes whose declared length is one of those.</summary>
    public static ByteString Length(int field, Random random) =>
        ByteString.CopyFrom([(byte)((field << 3) | 2), .. Lengths[random.Next(Lengths.Length)], 1, 2, 3]);

    /// <summary>How many lengths there are.</summary>
    public static IEnumerable<ByteString> AllLengths(int field) => Lengths.Select(length => ByteString.CopyFrom([(byte)((field << 3) | 2), .. length, 1, 2, 3]));
}
