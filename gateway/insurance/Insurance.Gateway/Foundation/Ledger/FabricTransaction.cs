using Fabric.Client;
using Fabric.Protos.Peer;
using Google.Protobuf.Reflection;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>One transaction on its way through a Fabric peer.</summary>
internal sealed class FabricTransaction(Fabric.Client.Proposal proposal, string ownMspId) : IPendingTransaction
{
    private static readonly EnumDescriptor ValidationCodes =
        TransactionReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(TxValidationCode));

    private Fabric.Client.Transaction? endorsed;

    public string TransactionId => proposal.TransactionId;

    public bool ChangesNothing => Endorsed.ChangesNothing;

    public async Task<ReadOnlyMemory<byte>> EndorseAsync(CancellationToken cancellationToken)
    {
        try
        {
            endorsed = await proposal.EndorseAsync(cancellationToken);
            return endorsed.Result;
        }
        catch (GatewayException error)
        {
            throw FabricFailures.Endorsing(error, ownMspId);
        }
    }

    public async Task SubmitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Endorsed.SubmitAsync(cancellationToken);
        }
        catch (GatewayException error)
        {
            throw FabricFailures.Submitting(error);
        }
    }

    public async Task<CommitOutcome> CommitStatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            var status = await Endorsed.NewCommit().GetStatusAsync(cancellationToken);
            var name = ValidationCodes.FindValueByNumber((int)status.Code)?.Name;
            return new CommitOutcome(name ?? status.Code.ToString(), status.BlockNumber);
        }
        catch (GatewayException error)
        {
            throw FabricFailures.Submitting(error);
        }
    }

    private Fabric.Client.Transaction Endorsed =>
        endorsed ?? throw new InvalidOperationException("The transaction has not been endorsed yet.");
}
