using Fabric.Protos.Msp;

namespace Fabric.Audit;

/// <summary>A transaction in its block.</summary>
/// <param name="Index">Its place in the block, from 0.</param>
/// <param name="Envelope">The envelope as stored.</param>
/// <param name="Payload">What its creator signed.</param>
/// <param name="Channel">Kind, channel, id and time.</param>
/// <param name="Header">Creator and nonce.</param>
public sealed record StoredTransaction(
    int Index, Envelope Envelope, Payload Payload, ChannelHeader Channel, SignatureHeader Header)
{
    /// <summary>The id; empty for some configurations.</summary>
    public string Id => Channel.TxId;

    /// <summary>What kind of transaction it is.</summary>
    public HeaderType Type => (HeaderType)Channel.Type;

    /// <summary>The moment its creator gave it; <c>null</c> when it gives none that a calendar has.</summary>
    public DateTimeOffset? Time
    {
        get
        {
            try
            {
                return Channel.Timestamp?.ToDateTimeOffset();
            }
            catch (Exception error) when (error is InvalidOperationException or ArgumentOutOfRangeException)
            {
                return null;
            }
        }
    }

    /// <summary>The organization that its creator says it is of, which nobody has verified; empty when that cannot be read.</summary>
    internal string ReadCreatorMspId()
    {
        try
        {
            return SerializedIdentity.Parser.ParseForeign(Header.Creator).Mspid;
        }
        catch (InvalidProtocolBufferException)
        {
            return "";
        }
    }

    /// <summary>Finds the endorsed transaction of an id; <c>null</c> when none that can be read has it.</summary>
    /// <param name="block">The block.</param>
    /// <param name="transactionId">The id.</param>
    /// <remarks>Anybody can write the id into an envelope of its own, also before it in the block: the valid one is meant, or else the first.</remarks>
    public static StoredTransaction? Find(Block block, string transactionId)
    {
        StoredTransaction? first = null;
        for (var index = 0; index < block.Data.Data.Count; index++)
        {
            if (Read(block, index) is { Type: HeaderType.EndorserTransaction } stored && stored.Id == transactionId)
            {
                if (BlockContents.ValidationCode(block, index) == TxValidationCode.Valid)
                {
                    return stored;
                }

                first ??= stored;
            }
        }

        return first;
    }

    /// <summary>Reads one transaction; <c>null</c> when it cannot be read.</summary>
    /// <param name="block">The block.</param>
    /// <param name="index">Its place in the block.</param>
    public static StoredTransaction? Read(Block block, int index)
    {
        try
        {
            var envelope = Envelope.Parser.ParseForeign(block.Data.Data[index]);
            var payload = Payload.Parser.ParseForeign(envelope.Payload);
            return payload.Header is { } header
                ? new StoredTransaction(
                    index,
                    envelope,
                    payload,
                    ChannelHeader.Parser.ParseForeign(header.ChannelHeader),
                    SignatureHeader.Parser.ParseForeign(header.SignatureHeader))
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
