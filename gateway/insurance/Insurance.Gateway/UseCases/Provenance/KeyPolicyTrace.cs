using Fabric.Protos.Common;

namespace Insurance.Gateway.UseCases.Provenance;

/// <summary>Finds the endorsement policies that keys had when a transaction wrote them, by following what each transaction read back through the blocks.</summary>
/// <remarks>A transaction's read set names the transaction that had written a key before; that one's write set holds the policy, or its read set leads further back.</remarks>
internal sealed class KeyPolicyTrace(ChainReader chain)
{
    // A record changed more often than this since it got its policy is not followed to the end.
    private const int MostSteps = 200;

    /// <summary>The policy of each key that some changes write.</summary>
    public async Task<IReadOnlyDictionary<StateKey, KeyPolicy>> OfAsync(
        IReadOnlyList<NamespaceChanges> changes, string role, CancellationToken cancellationToken)
    {
        var found = new Dictionary<StateKey, KeyPolicy>();
        var known = new Dictionary<ulong, Block?>();
        foreach (var key in changes.SelectMany(set => set.WrittenKeys()).Distinct())
        {
            found[key] = await TraceAsync(key, changes, known, role, cancellationToken);
        }

        return found;
    }

    private async Task<KeyPolicy> TraceAsync(
        StateKey key, IReadOnlyList<NamespaceChanges> changes, Dictionary<ulong, Block?> known, string role, CancellationToken cancellationToken)
    {
        for (var steps = 0; steps < MostSteps; steps++)
        {
            var reads = changes.SelectMany(set => set.Reads().Concat(set.ScannedReads())).Where(read => read.Key == key).ToList();
            if (reads.Count == 0)
            {
                return KeyPolicy.Unknown;
            }

            if (reads[0].Version is not { } version)
            {
                return KeyPolicy.None;
            }

            if (await ChangesAsync(version, known, role, cancellationToken) is not { } earlier)
            {
                return KeyPolicy.Unknown;
            }

            if (earlier.SelectMany(set => set.PolicyWrites()).FirstOrDefault(write => write.Key == key) is { Key: var set, Policy: var policy } && set == key)
            {
                return policy;
            }

            changes = earlier;
        }

        return KeyPolicy.Unknown;
    }

    private async Task<IReadOnlyList<NamespaceChanges>?> ChangesAsync(
        StateVersion version, Dictionary<ulong, Block?> known, string role, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(version.Block, out var block))
        {
            known[version.Block] = block = await BlockAsync(version.Block, role, cancellationToken);
        }

        try
        {
            return block?.Data is not null
                && version.Transaction < (ulong)block.Data.Data.Count
                && BlockContents.ValidationCode(block, (int)version.Transaction) == TxValidationCode.Valid
                && StoredTransaction.Read(block, (int)version.Transaction) is { Type: HeaderType.EndorserTransaction } stored
                    ? [.. EndorsedAction.ReadAll(stored).SelectMany(action => action.ReadChanges())]
                    : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private async Task<Block?> BlockAsync(ulong number, string role, CancellationToken cancellationToken)
    {
        try
        {
            return await chain.BlockAsync(number, role, cancellationToken);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException
            or LedgerException { Failure: LedgerFailure.Refused or LedgerFailure.NotFound })
        {
            return null;
        }
    }
}
