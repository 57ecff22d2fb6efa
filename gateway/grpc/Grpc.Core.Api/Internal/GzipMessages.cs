using System.Buffers;
using System.IO.Compression;

namespace Grpc.Core.Internal;

/// <summary>Decompresses single messages.</summary>
internal static class GzipMessages
{
    /// <summary>Decompresses a payload, reading no further than the limit, so that a small message cannot fill memory.</summary>
    /// <exception cref="RpcException">The decompressed payload is over the limit, or the bytes are not gzip.</exception>
    public static ReadOnlySequence<byte> Decompress(ReadOnlySequence<byte> payload, int? maxLength)
    {
        using var source = new MemoryStream(payload.ToArray(), writable: false);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        var writer = new ArrayBufferWriter<byte>(Math.Max(256, (int)Math.Min(payload.Length * 2, 1 << 20)));
        try
        {
            while (true)
            {
                var read = gzip.Read(writer.GetSpan());
                if (read == 0)
                {
                    return new ReadOnlySequence<byte>(writer.WrittenMemory);
                }

                writer.Advance(read);
                if (writer.WrittenCount > maxLength)
                {
                    throw new RpcException(Protocol.ReceiveTooLarge);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new RpcException(new Status(StatusCode.Internal, "A message marked as gzip is not gzip.", e));
        }
    }
}
