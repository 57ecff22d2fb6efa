using System.Buffers;

namespace Grpc.Core.Internal;

/// <summary>What both sides do with a received message before it is deserialized.</summary>
internal static class IncomingMessages
{
    /// <summary>Checks a length prefix, before anything is buffered for it.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: over the limit.</exception>
    public static void CheckLength(uint length, int? maxLength)
    {
        if (length > (maxLength ?? (Array.MaxLength - MessageBuffer.PrefixLength)))
        {
            throw new RpcException(Protocol.ReceiveTooLarge);
        }
    }

    /// <summary>The message behind a payload: itself, or decompressed.</summary>
    /// <param name="flag">The first byte of the message's prefix.</param>
    /// <param name="payload">What followed the prefix.</param>
    /// <param name="encoding">The <c>grpc-encoding</c> of the stream; null for none.</param>
    /// <param name="maxLength">The largest message after decompression.</param>
    public static ReadOnlySequence<byte> Open(byte flag, in ReadOnlySequence<byte> payload, string? encoding, int? maxLength) => flag switch
    {
        0 => payload,
        1 => Decompress(payload, encoding, maxLength),
        _ => throw Error(StatusCode.Internal, "Unexpected compressed flag value in message header."),
    };

    private static ReadOnlySequence<byte> Decompress(in ReadOnlySequence<byte> payload, string? encoding, int? maxLength) => encoding switch
    {
        Protocol.Gzip => GzipMessages.Decompress(payload, maxLength),
        null or Protocol.Identity => throw Error(
            StatusCode.Internal, "A message is marked as compressed but its stream names no grpc-encoding."),
        _ => throw Error(
            StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {Protocol.AcceptedEncodings}"),
    };

    private static RpcException Error(StatusCode code, string detail) => new(new Status(code, detail));
}
