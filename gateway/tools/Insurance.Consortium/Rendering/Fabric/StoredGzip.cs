using System.Buffers.Binary;

namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// Gzip without compression and without a time (RFC 1952, RFC 1951 §3.2.4). A compressor's output differs between its
/// versions and processors, and with it the id of a package that all organizations must have alike.
/// </summary>
internal static class StoredGzip
{
    private const int LargestBlock = ushort.MaxValue;
    private static readonly uint[] Table = MakeTable();

    public static byte[] Wrap(ReadOnlySpan<byte> content)
    {
        var output = new MemoryStream();
        // Magic, deflate, no flags, no time, no hint, unknown system.
        output.Write([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
        Span<byte> word = stackalloc byte[4];
        var rest = content;
        do
        {
            var block = rest[..Math.Min(rest.Length, LargestBlock)];
            rest = rest[block.Length..];
            output.WriteByte(rest.IsEmpty ? (byte)1 : (byte)0);
            BinaryPrimitives.WriteUInt16LittleEndian(word, (ushort)block.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(word[2..], (ushort)~block.Length);
            output.Write(word);
            output.Write(block);
        }
        while (!rest.IsEmpty);

        BinaryPrimitives.WriteUInt32LittleEndian(word, Checksum(content));
        output.Write(word);
        BinaryPrimitives.WriteUInt32LittleEndian(word, (uint)content.Length);
        output.Write(word);
        return output.ToArray();
    }

    private static uint Checksum(ReadOnlySpan<byte> content)
    {
        var value = uint.MaxValue;
        foreach (var item in content)
        {
            value = Table[(value ^ item) & 0xff] ^ (value >> 8);
        }

        return ~value;
    }

    /// <summary>CRC-32 of one byte each, reflected polynomial 0xEDB88320.</summary>
    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var index = 0u; index < table.Length; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[index] = value;
        }

        return table;
    }
}
