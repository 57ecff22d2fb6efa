using Fabric.Protos.Common;
using Google.Protobuf.WellKnownTypes;

namespace Fabric.Client;

/// <summary>Builds the message of a proposal from the inside out.</summary>
internal static class ProposalFactory
{
    public static ProposedTransaction Create(
        ClientConnection connection,
        string channelName,
        string chaincodeName,
        string transactionName,
        ProposalOptions options)
    {
        var context = new TransactionContext(connection.Creator);
        var chaincode = new ChaincodeID { Name = chaincodeName };
        var channelHeader = new ChannelHeader
        {
            Type = (int)HeaderType.EndorserTransaction,
            TxId = context.TransactionId,
            Timestamp = Timestamp.FromDateTimeOffset(connection.Now),
            ChannelId = channelName,
            Extension = new ChaincodeHeaderExtension { ChaincodeId = chaincode }.ToByteString(),
        };
        var header = new Header
        {
            ChannelHeader = channelHeader.ToByteString(),
            SignatureHeader = context.SignatureHeader.ToByteString(),
        };
        var proposal = new Protos.Peer.Proposal
        {
            Header = header.ToByteString(),
            Payload = Payload(chaincode, transactionName, options).ToByteString(),
        };
        var result = new ProposedTransaction
        {
            TransactionId = context.TransactionId,
            Proposal = new SignedProposal { ProposalBytes = proposal.ToByteString() },
        };
        result.EndorsingOrganizations.AddRange(options.EndorsingOrganizations);
        return result;
    }

    private static ChaincodeProposalPayload Payload(ChaincodeID chaincode, string transactionName, ProposalOptions options)
    {
        var input = new ChaincodeInput { Args = { ByteString.CopyFromUtf8(transactionName) } };
        input.Args.AddRange(options.Arguments.Select(a => a.Bytes));

        // The chaincode's language is not the client's business; peers look only at its name.
        var invocation = new ChaincodeInvocationSpec
        {
            ChaincodeSpec = new ChaincodeSpec { Type = ChaincodeSpec.Types.Type.Golang, ChaincodeId = chaincode, Input = input },
        };
        var payload = new ChaincodeProposalPayload { Input = invocation.ToByteString() };
        foreach (var (name, value) in options.TransientData)
        {
            payload.TransientMap.Add(name, value.Bytes);
        }

        return payload;
    }
}
