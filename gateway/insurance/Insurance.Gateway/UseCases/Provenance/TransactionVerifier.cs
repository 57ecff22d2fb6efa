using Fabric.Protos.Common;

namespace Insurance.Gateway.UseCases.Provenance;

/// <summary>Checks one transaction against what its block holds, believing nobody's word.</summary>
/// <remarks>Damage is an outcome, not a failure: whatever cannot be read is reported as the check it makes impossible.</remarks>
internal sealed class TransactionVerifier(ChainReader chain, ChaincodeLifecycle lifecycle)
{
    private readonly ChannelMembers _members = new(chain);
    private readonly KeyPolicyTrace _trace = new(chain);

    /// <summary>Runs every check; <c>null</c> when the ledger does not have the transaction.</summary>
    public async Task<VerifyTransactionResponse?> VerifyAsync(
        string transactionId, string role, CancellationToken cancellationToken)
    {
        var answer = new VerifyTransactionResponse
        {
            TransactionId = transactionId,
            ValidationCode = BlockContents.Name(TxValidationCode.NotValidated),
        };
        var report = new CheckReport();
        try
        {
            if (await chain.BlockOfAsync(transactionId, role, cancellationToken) is not { } block)
            {
                return null;
            }

            await CheckAsync(block, answer, report, role, cancellationToken);
        }
        catch (InvalidProtocolBufferException)
        {
            report.Add("block", false, "The peer's copy of the block cannot be read.");
        }

        answer.Checks.Add(report.Checks.Select(check => new VerificationCheck { Check = check.Name, Passed = check.Passed, Detail = check.Detail }));
        answer.Verified = report.AllPassed;
        return answer;
    }

    private async Task CheckAsync(
        Block block, VerifyTransactionResponse answer, CheckReport report, string role, CancellationToken cancellationToken)
    {
        // What a damaged block leaves out is as good as empty: no hash of it can be right.
        block.Header ??= new BlockHeader();
        block.Data ??= new BlockData();
        answer.BlockNumber = block.Header.Number;
        answer.BlockHash = Convert.ToHexStringLower(BlockHashes.OfHeader(block.Header));
        await CheckChainAsync(block, report, role, cancellationToken);
        ChannelConfiguration configuration;
        try
        {
            configuration = await _members.AtAsync(block, role, cancellationToken);
        }
        catch (Exception error) when (error is FormatException or InvalidProtocolBufferException)
        {
            report.Add("configuration", false, "The configuration that the block names cannot be read.");
            return;
        }

        BlockChecks.OrdererSignature(block, configuration, report);
        if (StoredTransaction.Find(block, answer.TransactionId) is not { } stored)
        {
            report.Add("transaction", false, "The peer names this block, but no readable transaction in it has the id.");
            return;
        }

        answer.CreatorMspId = TransactionChecks.Creator(stored, configuration.Members, report)?.MspId ?? "";
        TransactionChecks.Id(stored, report);
        var endorsed = TransactionChecks.Endorsements(stored, configuration.Members, report);
        answer.EndorserMspIds.Add(endorsed.SelectMany(item => item.Endorsers).Select(endorser => endorser.MspId));
        foreach (var (action, endorsers) in endorsed)
        {
            await CheckPoliciesAsync(action, endorsers, configuration, report, role, cancellationToken);
        }

        var code = BlockContents.ValidationCode(block, stored.Index);
        answer.ValidationCode = BlockContents.Name(code);
        report.Add("validation code", code == TxValidationCode.Valid, $"The peers recorded it as {answer.ValidationCode}.");
    }

    /// <summary>That the endorsers are those whom the policies of chaincode, collections and keys asked for at the time.</summary>
    private async Task CheckPoliciesAsync(
        EndorsedAction action,
        IReadOnlyList<VerifiedIdentity> endorsers,
        ChannelConfiguration configuration,
        CheckReport report,
        string role,
        CancellationToken cancellationToken)
    {
        const string Name = "endorsement policy";
        try
        {
            var chaincode = action.ReadChaincode();
            var changes = action.ReadChanges();
            var keys = await _trace.OfAsync(changes, role, cancellationToken);
            var stated = await lifecycle.DefinitionAsync(chaincode, role, cancellationToken);
            var definition = stated is null ? null : ChaincodeDefinition.From(chaincode, stated);
            var verdict = new EndorsementPolicies(
                configuration,
                name => name == definition?.Name ? definition : null,
                key => keys.GetValueOrDefault(key, KeyPolicy.Unknown)).Judge(chaincode, changes, endorsers);
            report.Add(Name, verdict.Violated is null, verdict switch
            {
                { Violated: { } violated } => violated,
                { Unknown: > 0 } => $"The policies that are known are satisfied; {verdict.Unknown} could not be traced.",
                _ => "The endorsers satisfy the policies of the chaincode, its collections and the keys written.",
            });
        }
        catch (InvalidProtocolBufferException)
        {
            report.Add(Name, false, "What it read and wrote cannot be read.");
        }
    }

    private async Task CheckChainAsync(
        Block block, CheckReport report, string role, CancellationToken cancellationToken)
    {
        BlockChecks.DataHash(block, report);
        var number = block.Header.Number;

        // Nor has the first block of a peer that joined by a snapshot one before it there.
        if (number > await chain.FirstAsync(role, cancellationToken))
        {
            var previous = await NeighbourAsync(number - 1, role, cancellationToken);
            report.Add(
                "previous block",
                previous is not null && block.Header.PreviousHash.Span.SequenceEqual(BlockHashes.OfHeader(previous)),
                $"The header holds the hash of block {number - 1}.");
        }

        // The newest block has nothing yet that could confirm it.
        if (await NeighbourAsync(number + 1, role, cancellationToken) is { } next)
        {
            report.Add(
                "next block",
                next.PreviousHash.Span.SequenceEqual(BlockHashes.OfHeader(block.Header)),
                $"Block {number + 1} holds this block's hash.");
        }
    }

    private async Task<BlockHeader?> NeighbourAsync(ulong number, string role, CancellationToken cancellationToken)
    {
        try
        {
            return (await chain.BlockAsync(number, role, cancellationToken)).Header ?? new BlockHeader();
        }
        catch (LedgerException error) when (error.Failure is LedgerFailure.Refused or LedgerFailure.NotFound)
        {
            return null;
        }
        catch (InvalidProtocolBufferException)
        {
            return new BlockHeader();
        }
    }
}
