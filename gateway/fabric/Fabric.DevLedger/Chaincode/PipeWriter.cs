namespace Fabric.DevLedger.Chaincode;

/// <summary>A growing buffer of encoded frames.</summary>
internal sealed class PipeWriter
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _frameStart;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void BeginFrame(PipeKind kind, ulong call)
    {
        _frameStart = Length;
        UInt32(0);
        Byte((byte)kind);
        BinaryPrimitives.WriteUInt64LittleEndian(Grow(8), call);
    }

    public void EndFrame() =>
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_frameStart), (uint)(Length - _frameStart - 4));

    /// <summary>Drops the frame begun last.</summary>
    public void AbandonFrame() => Length = _frameStart;

    /// <summary>The length of the frame begun last, without its length field.</summary>
    public int FrameLength => Length - _frameStart - 4;

    /// <summary>Replaces a byte written before.</summary>
    public void Overwrite(int position, byte value) => _buffer[position] = value;

    public void Byte(byte value) => Grow(1)[0] = value;

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Grow(4), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Grow(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Grow(8), value);

    public void Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        value.CopyTo(Grow(value.Length));
    }

    public void String(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        UInt32((uint)length);
        Encoding.UTF8.GetBytes(value, Grow(length));
    }

    /// <summary>Adds frames encoded elsewhere.</summary>
    public void Append(ReadOnlySpan<byte> frames) => frames.CopyTo(Grow(frames.Length));

    public void Present(byte[]? value)
    {
        Bool(value is not null);
        Bytes(value);
    }

    public void Clear()
    {
        Length = 0;

        // One large answer must not keep its memory for the life of the process.
        if (_buffer.Length > 1024 * 1024)
        {
            _buffer = new byte[16 * 1024];
        }
    }

    private Span<byte> Grow(int count)
    {
        var needed = checked(Length + count);
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, checked(_buffer.Length * 2)));
        }

        var span = _buffer.AsSpan(Length, count);
        Length = needed;
        return span;
    }
}
