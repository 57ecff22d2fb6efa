namespace Fabric.DevLedger.Storage.Sqlite;

/// <summary>The checksum at the end of a page: four CRC-32C, each over every fourth word, begun with the page's number.</summary>
/// <remarks>
/// A CRC finds every single error and every burst within its word; four of them run side by side at the speed of the
/// memory. The number shows a page that was written to another's place.
/// </remarks>
internal static class PageChecksum
{
    /// <summary>Bytes at the end of each page that SQLite leaves alone.</summary>
    public const int Bytes = 16;

    private const int Stride = 32;

    public static void Write(Span<byte> page, long number) => Calculate(page[..^Bytes], number, page[^Bytes..]);

    public static bool Holds(ReadOnlySpan<byte> page, long number)
    {
        Span<byte> expected = stackalloc byte[Bytes];
        Calculate(page[..^Bytes], number, expected);
        return expected.SequenceEqual(page[^Bytes..]);
    }

    private static void Calculate(ReadOnlySpan<byte> content, long number, Span<byte> checksum)
    {
        var seed = ~(uint)number;
        var (first, second, third, fourth) = (seed, seed + 1, seed + 2, seed + 3);
        while (content.Length >= Stride)
        {
            first = BitOperations.Crc32C(first, BinaryPrimitives.ReadUInt64LittleEndian(content));
            second = BitOperations.Crc32C(second, BinaryPrimitives.ReadUInt64LittleEndian(content[8..]));
            third = BitOperations.Crc32C(third, BinaryPrimitives.ReadUInt64LittleEndian(content[16..]));
            fourth = BitOperations.Crc32C(fourth, BinaryPrimitives.ReadUInt64LittleEndian(content[24..]));
            content = content[Stride..];
        }

        foreach (var one in content)
        {
            first = BitOperations.Crc32C(first, one);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(checksum, first);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum[4..], second);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum[8..], third);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum[12..], fourth);
    }
}
