using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Core.Internal;

/// <summary>
/// One outgoing message as it goes on the wire: a five-byte prefix (compressed flag, length) and the payload, in
/// one pooled array, so that it leaves in a single write. Reusable for the messages of one stream.
/// </summary>
internal sealed class MessageBuffer : SerializationContext, IBufferWriter<byte>, IDisposable
{
    public const int PrefixLength = 5;

    private const int InitialSize = 1024;

    private readonly int? _maxPayloadLength;
    private byte[] _array = [];
    private int _end = PrefixLength;
    private bool _completed;

    /// <param name="maxPayloadLength">The largest payload; null for no limit.</param>
    public MessageBuffer(int? maxPayloadLength) => _maxPayloadLength = maxPayloadLength;

    public ReadOnlyMemory<byte> Frame => _array.AsMemory(0, _end);

    public ReadOnlyMemory<byte> Payload => _array.AsMemory(PrefixLength, _end - PrefixLength);

    /// <summary>Serializes a message, replacing what the buffer held.</summary>
    /// <exception cref="RpcException">The payload is over the limit: RESOURCE_EXHAUSTED.</exception>
    public void Serialize<T>(Marshaller<T> marshaller, T message)
    {
        _end = PrefixLength;
        _completed = false;
        Reserve(0);
        marshaller.ContextualSerializer(message, this);
        if (!_completed)
        {
            throw new InvalidOperationException("The serializer returned without completing the message.");
        }

        CheckLength(_end - PrefixLength);
        _array[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(_array.AsSpan(1), (uint)(_end - PrefixLength));
    }

    public override void SetPayloadLength(int payloadLength)
    {
        CheckLength(payloadLength);
        Reserve(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete() => _completed = true;

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        payload.CopyTo(_array, PrefixLength);
        _end = PrefixLength + payload.Length;
        _completed = true;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - _end);
        _end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
        }

        _end = 0;
    }

    private void Reserve(int count)
    {
        var needed = (long)_end + count;
        if (needed <= _array.Length && _array.Length > 0)
        {
            return;
        }

        var size = Math.Max(needed, Math.Max(InitialSize, Math.Min(2L * _array.Length, Array.MaxLength)));
        var larger = ArrayPool<byte>.Shared.Rent(checked((int)size));
        if (_array.Length > 0)
        {
            _array.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
        }

        _array = larger;
    }

    private void CheckLength(int payloadLength)
    {
        if (payloadLength > _maxPayloadLength)
        {
            throw new RpcException(Protocol.SendTooLarge);
        }
    }
}
