using Fabric.Protos.Common;
using Google.Protobuf;

namespace Insurance.Gateway.Provenance;

/// <summary>A transaction in its block.</summary>
internal sealed record StoredTransaction(
    int Index, Envelope Envelope, Payload Payload, ChannelHeader Channel, SignatureHeader Header)
{
    /// <summary>Finds the endorsed transaction of an id; <c>null</c> when none that can be read has it.</summary>
    public static StoredTransaction? Find(Block block, string transactionId)
    {
        for (var index = 0; index < block.Data.Data.Count; index++)
        {
            if (Read(block, index) is { } stored
                && stored.Channel.TxId == transactionId
                && stored.Channel.Type == (int)HeaderType.EndorserTransaction)
            {
                return stored;
            }
        }

        return null;
    }

    private static StoredTransaction? Read(Block block, int index)
    {
        try
        {
            var envelope = Envelope.Parser.ParseFrom(block.Data.Data[index]);
            var payload = Payload.Parser.ParseFrom(envelope.Payload);
            return payload.Header is { } header
                ? new StoredTransaction(
                    index,
                    envelope,
                    payload,
                    ChannelHeader.Parser.ParseFrom(header.ChannelHeader),
                    SignatureHeader.Parser.ParseFrom(header.SignatureHeader))
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
