using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>
/// Splits a response body into messages. One read usually brings a whole message, often several; the buffer grows
/// with what arrives, not with what a length prefix promises.
/// </summary>
internal sealed class MessageReader : IDisposable
{
    private const int InitialSize = 4096;

    private readonly Stream _stream;
    private readonly int? _maxLength;
    private readonly string? _encoding;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;

    /// <param name="stream">The body.</param>
    /// <param name="maxLength">The largest payload; null for no limit.</param>
    /// <param name="encoding">The <c>grpc-encoding</c> of the response; null for none.</param>
    public MessageReader(Stream stream, int? maxLength, string? encoding)
    {
        _stream = stream;
        _maxLength = maxLength;
        _encoding = encoding;
    }

    /// <summary>The message found last; valid until the next read.</summary>
    public PayloadReader Payload { get; } = new();

    /// <summary>Reads the next message.</summary>
    /// <returns>False at the end of the body.</returns>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        Payload.Payload = default;
        while (true)
        {
            if (TryTakeMessage())
            {
                return true;
            }

            MakeRoom();
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return _start == _end
                    ? false
                    : throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
            }

            _end += read;
        }
    }

    /// <summary>Gives the buffer back; only when no read is under way.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _start = _end = 0;
        }
    }

    private bool TryTakeMessage()
    {
        var available = _end - _start;
        if (available < MessageBuffer.PrefixLength)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start + 1));
        IncomingMessages.CheckLength(length, _maxLength);

        if (available - MessageBuffer.PrefixLength < length)
        {
            return false;
        }

        var payload = new ReadOnlySequence<byte>(_buffer, _start + MessageBuffer.PrefixLength, (int)length);
        Payload.Payload = IncomingMessages.Open(_buffer[_start], payload, _encoding, _maxLength);
        _start += MessageBuffer.PrefixLength + (int)length;
        return true;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            return;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _buffer.Length, Array.MaxLength));
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        _end -= _start;
        _start = 0;
    }
}
