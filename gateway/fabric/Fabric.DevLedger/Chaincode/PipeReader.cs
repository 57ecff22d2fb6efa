namespace Fabric.DevLedger.Chaincode;

/// <summary>Decodes the body of a frame.</summary>
internal ref struct PipeReader(ReadOnlySpan<byte> body)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = body;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new PipeProtocolException(FormattableString.Invariant($"{other} is no bool")),
    };

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Span() => Take(UInt32());

    public byte[] Bytes() => Span().ToArray();

    public string String()
    {
        try
        {
            return Strict.GetString(Span());
        }
        catch (DecoderFallbackException)
        {
            throw new PipeProtocolException("a string is not UTF-8");
        }
    }

    /// <summary>A list's count, bounded by what the body can hold.</summary>
    public int Count()
    {
        var count = UInt32();
        return count <= _rest.Length ? (int)count : throw new PipeProtocolException("a list is longer than its frame");
    }

    private ReadOnlySpan<byte> Take(uint length)
    {
        if (length > _rest.Length)
        {
            throw new PipeProtocolException("a field reaches past the end of its frame");
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
