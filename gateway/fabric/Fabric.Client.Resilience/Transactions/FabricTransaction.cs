namespace Fabric.Client.Resilience;

/// <summary>One transaction on its way through a Fabric peer.</summary>
internal sealed class FabricTransaction(Proposal proposal, string ownMspId) : IPendingTransaction
{
    private Transaction? _endorsed;

    public string TransactionId => proposal.TransactionId;

    public bool ChangesNothing => Endorsed.ChangesNothing;

    private Transaction Endorsed => _endorsed ?? throw new InvalidOperationException("The transaction has not been endorsed yet.");

    public async Task<ReadOnlyMemory<byte>> EndorseAsync(CancellationToken cancellationToken)
    {
        try
        {
            _endorsed = await proposal.EndorseAsync(cancellationToken).ConfigureAwait(false);
            return _endorsed.Result;
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
            await Endorsed.SubmitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GatewayException error)
        {
            throw FabricFailures.Submitting(error);
        }
    }

    public async Task<CommitStatus> CommitStatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Endorsed.NewCommit().GetStatusAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GatewayException error)
        {
            throw FabricFailures.Submitting(error);
        }
    }
}
