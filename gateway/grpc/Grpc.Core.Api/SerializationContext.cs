using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller puts the bytes of one message.</summary>
public abstract class SerializationContext
{
    /// <summary>Hands over the whole payload at once.</summary>
    /// <param name="payload">The message's bytes.</param>
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    /// <summary>A writer for the payload; <see cref="Complete()"/> ends it.</summary>
    /// <returns>The writer.</returns>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>Announces the payload's length, so that one buffer of the right size is taken.</summary>
    /// <param name="payloadLength">Bytes to come.</param>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends a payload written through <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() => throw new NotImplementedException();
}
