using System.Buffers;

namespace Grpc.Core.Internal;

/// <summary>Lends a received payload to a marshaller. One instance serves all messages of a call.</summary>
internal sealed class PayloadReader : DeserializationContext
{
    public ReadOnlySequence<byte> Payload { get; set; }

    public override int PayloadLength => (int)Payload.Length;

    public override byte[] PayloadAsNewBuffer() => Payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => Payload;
}
