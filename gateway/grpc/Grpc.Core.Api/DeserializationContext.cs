using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller finds the bytes of one message. Valid only until the marshaller returns.</summary>
public abstract class DeserializationContext
{
    /// <summary>Bytes in the payload.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The payload, copied.</summary>
    /// <returns>A new array.</returns>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotImplementedException();

    /// <summary>The payload, in the transport's own buffers.</summary>
    /// <returns>The bytes.</returns>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => throw new NotImplementedException();
}
