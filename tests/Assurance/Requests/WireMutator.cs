namespace Assurance.Requests;

/// <summary>Bytes near those of a valid message.</summary>
public static class WireMutator
{
    // The ends of what a varint may say: a length near 2³¹ and 2³², one of ten bytes, one that never ends.
    private static readonly byte[][] Varints =
    [
        [0xff, 0xff, 0xff, 0xff, 0x07], [0xfe, 0xff, 0xff, 0xff, 0x07], [0x80, 0x80, 0x80, 0x80, 0x08], [0xff, 0xff, 0xff, 0xff, 0x0f],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x80, 0x00],
    ];

    public static byte[] Mutate(byte[] bytes, Random random)
    {
        for (var times = 1 + random.Next(3); times > 0; times--)
        {
            bytes = Once(bytes, random);
        }

        return bytes;
    }

    private static byte[] Once(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        switch (random.Next(11))
        {
            case 0 when at < bytes.Length:
                return [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]];
            case 1:
                return bytes[..at];
            case 2:
                return bytes[at..];
            case 3:
                var end = random.Next(at, bytes.Length + 1);
                return [.. bytes[..end], .. bytes[at..]];
            case 4:
                // A field of its own: number and wire type as it comes, groups and the two reserved types among them.
                return [.. bytes[..at], (byte)random.Next(256), .. Varints[random.Next(Varints.Length)], .. bytes[at..]];
            case 5:
                return [.. bytes, (byte)((random.Next(1, 16) << 3) | 2), .. Varints[random.Next(Varints.Length)]];
            case 6:
                return [.. bytes, .. Enumerable.Repeat((byte)((random.Next(1, 16) << 3) | 3), 1 + random.Next(400))];
            case 7 when at < bytes.Length:
                return [.. bytes[..at], .. Varints[random.Next(Varints.Length)], .. bytes[(at + 1)..]];
            case 8:
                var noise = new byte[random.Next(64)];
                random.NextBytes(noise);
                return [.. bytes[..at], .. noise, .. bytes[at..]];
            case 9:
                return [.. bytes, .. bytes];
            default:
                return [.. bytes, 0x0a, 0x02, 0xc3, 0x28];
        }
    }
}
