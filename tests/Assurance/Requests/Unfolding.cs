using Fabric.Protos.Common;
using Fabric.Protos.Gateway;
using Fabric.Protos.Ledger.Rwset;
using Fabric.Protos.Ledger.Rwset.Kvrwset;
using Fabric.Protos.Msp;
using Fabric.Protos.Orderer;

namespace Assurance.Requests;

/// <summary>
/// Fabric's messages hold others as bytes, so that what was signed stays as it was. One place anywhere within is changed, and
/// all around it is made again.
/// </summary>
internal sealed class Unfolding(MessageGenerator generator)
{
    private static readonly Dictionary<(MessageDescriptor Type, string Field), MessageDescriptor> Folded = new()
    {
        [(SignedProposal.Descriptor, "proposal_bytes")] = Proposal.Descriptor,
        [(Proposal.Descriptor, "header")] = Header.Descriptor,
        [(Proposal.Descriptor, "payload")] = ChaincodeProposalPayload.Descriptor,
        [(Header.Descriptor, "channel_header")] = ChannelHeader.Descriptor,
        [(Header.Descriptor, "signature_header")] = SignatureHeader.Descriptor,
        [(ChannelHeader.Descriptor, "extension")] = ChaincodeHeaderExtension.Descriptor,
        [(SignatureHeader.Descriptor, "creator")] = SerializedIdentity.Descriptor,
        [(ChaincodeProposalPayload.Descriptor, "input")] = ChaincodeInvocationSpec.Descriptor,
        [(Envelope.Descriptor, "payload")] = Payload.Descriptor,
        [(TransactionAction.Descriptor, "header")] = SignatureHeader.Descriptor,
        [(TransactionAction.Descriptor, "payload")] = ChaincodeActionPayload.Descriptor,
        [(ChaincodeActionPayload.Descriptor, "chaincode_proposal_payload")] = ChaincodeProposalPayload.Descriptor,
        [(ChaincodeEndorsedAction.Descriptor, "proposal_response_payload")] = ProposalResponsePayload.Descriptor,
        [(ProposalResponsePayload.Descriptor, "extension")] = ChaincodeAction.Descriptor,
        [(ChaincodeAction.Descriptor, "results")] = TxReadWriteSet.Descriptor,
        [(NsReadWriteSet.Descriptor, "rwset")] = KVRWSet.Descriptor,
        [(Endorsement.Descriptor, "endorser")] = SerializedIdentity.Descriptor,
        [(SignedCommitStatusRequest.Descriptor, "request")] = CommitStatusRequest.Descriptor,
        [(SignedChaincodeEventsRequest.Descriptor, "request")] = ChaincodeEventsRequest.Descriptor,
    };

    /// <param name="data">What a payload's data is: a transaction of an endorsed envelope, what to deliver in a request for blocks.</param>
    public byte[] Mutate(MessageDescriptor type, byte[] bytes, MessageDescriptor data, Random random)
    {
        var message = type.Parser.ParseFrom(bytes);
        var inner = Inner(message, data);
        if (inner.Count > 0 && random.Next(5) > 0)
        {
            var (field, item, held) = inner[random.Next(inner.Count)];
            Put(message, field, item, Mutate(held, Bytes(message, field, item), data, random));
            return message.ToByteArray();
        }

        if (random.Next(2) == 0)
        {
            return WireMutator.Mutate(bytes, random);
        }

        generator.Change(message, random);
        return message.ToByteArray();
    }

    private static List<(FieldDescriptor Field, int Item, MessageDescriptor Held)> Inner(IMessage message, MessageDescriptor data)
    {
        var inner = new List<(FieldDescriptor, int, MessageDescriptor)>();
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsMap))
        {
            var held = field.FieldType == FieldType.Message ? field.MessageType
                : message.Descriptor == Payload.Descriptor && field.Name == "data" ? data
                : Folded.GetValueOrDefault((message.Descriptor, field.Name));
            var value = field.Accessor.GetValue(message);
            if (held is null || value is null or ByteString { IsEmpty: true })
            {
                continue;
            }

            inner.AddRange(Enumerable.Range(0, field.IsRepeated ? ((System.Collections.IList)value).Count : 1).Select(item => (field, item, held)));
        }

        return inner;
    }

    private static byte[] Bytes(IMessage message, FieldDescriptor field, int item)
    {
        var value = field.Accessor.GetValue(message);
        value = field.IsRepeated ? ((System.Collections.IList)value)[item]! : value;
        return value is ByteString bytes ? bytes.ToByteArray() : ((IMessage)value).ToByteArray();
    }

    private static void Put(IMessage message, FieldDescriptor field, int item, byte[] bytes)
    {
        object? value = field.FieldType == FieldType.Bytes ? ByteString.CopyFrom(bytes) : Parsed(field.MessageType, bytes);
        if (value is null)
        {
            // No message of that type any more: what carries it can only carry one that is.
            return;
        }

        if (field.IsRepeated)
        {
            ((System.Collections.IList)field.Accessor.GetValue(message))[item] = value;
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private static IMessage? Parsed(MessageDescriptor type, byte[] bytes)
    {
        try
        {
            return type.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
