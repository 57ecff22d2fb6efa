using System.Runtime.InteropServices;

namespace Fabric.Client.Resilience;

/// <summary>A message within bytes that are kept by somebody else, so that what is deep inside is found without copying what surrounds it.</summary>
internal readonly struct MessagePart
{
    private readonly byte[] _bytes;
    private readonly int _start;
    private readonly int _length;

    private MessagePart(byte[] bytes, int start, int length)
    {
        _bytes = bytes;
        _start = start;
        _length = length;
    }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, _length);

    /// <summary>All of a message.</summary>
    public static MessagePart Of(ByteString message) =>
        MemoryMarshal.TryGetArray(message.Memory, out var array)
            ? new MessagePart(array.Array!, array.Offset, array.Count)
            : new MessagePart(message.ToByteArray(), 0, message.Length);

    /// <summary>What a field has that is a message or bytes; empty where it is absent.</summary>
    /// <param name="number">The field's number.</param>
    /// <exception cref="InvalidProtocolBufferException">The message is damaged.</exception>
    /// <exception cref="NotSupportedException">
    /// It is not as anybody writes it. Where a field is there twice, the last bytes count and messages are merged, and which it is only the
    /// message's own parser knows.
    /// </exception>
    public MessagePart Only(int number)
    {
        var wanted = WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited);
        MessagePart? found = null;
        using var input = new CodedInputStream(_bytes, _start, _length);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag != wanted)
            {
                // Types 6 and 7 do not exist, and the stream would go on as if they had no content, inside groups too, which nobody writes.
                if (WireFormat.GetTagWireType(tag) is not (WireFormat.WireType.Varint or WireFormat.WireType.Fixed32 or WireFormat.WireType.Fixed64 or WireFormat.WireType.LengthDelimited))
                {
                    throw new NotSupportedException($"A field is of type {WireFormat.GetTagWireType(tag)}.");
                }

                input.SkipLastField();
                continue;
            }

            if (found is not null)
            {
                throw new NotSupportedException($"Field {number} is there twice.");
            }

            // A position in the array, behind the tag: the length comes first.
            var start = (int)input.Position;
            input.SkipLastField();
            while (_bytes[start++] > sbyte.MaxValue)
            {
            }

            found = new MessagePart(_bytes, start, (int)input.Position - start);
        }

        return found ?? new MessagePart(_bytes, _start, 0);
    }
}
