using Grpc.Core.Internal;

namespace Grpc.Core;

/// <summary>Turns a message into bytes and back.</summary>
/// <typeparam name="T">The message.</typeparam>
public class Marshaller<T>
{
    /// <summary>A marshaller over byte arrays.</summary>
    /// <param name="serializer">Message to bytes.</param>
    /// <param name="deserializer">Bytes to message.</param>
    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
    {
        Serializer = serializer ?? throw new ArgumentNullException(nameof(serializer));
        Deserializer = deserializer ?? throw new ArgumentNullException(nameof(deserializer));
        ContextualSerializer = (message, context) => context.Complete(serializer(message));
        ContextualDeserializer = context => deserializer(context.PayloadAsNewBuffer());
    }

    /// <summary>A marshaller over pooled buffers, as generated stubs use it.</summary>
    /// <param name="serializer">Writes a message into a context.</param>
    /// <param name="deserializer">Reads a message from a context.</param>
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
    {
        ContextualSerializer = serializer ?? throw new ArgumentNullException(nameof(serializer));
        ContextualDeserializer = deserializer ?? throw new ArgumentNullException(nameof(deserializer));
        Serializer = message =>
        {
            using var buffer = new MessageBuffer(null);
            buffer.Serialize(this, message);
            return buffer.Payload.ToArray();
        };
        Deserializer = bytes => deserializer(new PayloadReader { Payload = new(bytes) });
    }

    /// <summary>Message to byte array.</summary>
    public Func<T, byte[]> Serializer { get; }

    /// <summary>Byte array to message.</summary>
    public Func<byte[], T> Deserializer { get; }

    /// <summary>Message into a context.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; }

    /// <summary>Message from a context.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; }
}
