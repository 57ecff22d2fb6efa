using Fabric.Protos.Msp;

namespace Insurance.Gateway.UseCases.Provenance;

/// <summary>Who did what in a transaction, as its block has it.</summary>
internal sealed class TransactionFacts(ChainReader chain)
{
    private const int Remembered = 16_384;

    // What a block says never changes.
    private readonly ConcurrentDictionary<string, Facts> _known = new(StringComparer.Ordinal);

    /// <summary>The facts of a transaction; <c>null</c> when the ledger does not have it.</summary>
    public async Task<Facts?> FindAsync(string transactionId, string role, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(transactionId, out var facts))
        {
            return facts;
        }

        if (await chain.BlockOfAsync(transactionId, role, cancellationToken) is not { } block)
        {
            return null;
        }

        if (_known.Count >= Remembered)
        {
            _known.Clear();
        }

        var stored = block.Data is null ? null : StoredTransaction.Find(block, transactionId);
        return _known[transactionId] = Read(block.Header?.Number ?? 0, stored);
    }

    /// <summary>The event of a transaction; <c>null</c> when the ledger does not have it, or it has none.</summary>
    public async Task<CommittedChaincodeEvent?> EventAsync(string transactionId, string role, CancellationToken cancellationToken)
    {
        if (await BlockOfAsync(transactionId, role, cancellationToken) is not { Data: not null } block
            || StoredTransaction.Find(block, transactionId) is not { } stored)
        {
            return null;
        }

        try
        {
            var action = ChaincodeAction.Parser.ParseFrom(EndorsedAction.ReadAll(stored)[0].Result.Extension);
            var raised = ChaincodeEvent.Parser.ParseFrom(action.Events);
            return raised.EventName.Length == 0 ? null : new CommittedChaincodeEvent(block.Header?.Number ?? 0, transactionId, raised.ChaincodeId, raised.EventName, raised.Payload.Memory);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private async Task<Fabric.Protos.Common.Block?> BlockOfAsync(string transactionId, string role, CancellationToken cancellationToken)
    {
        try
        {
            return await chain.BlockOfAsync(transactionId, role, cancellationToken);
        }
        catch (LedgerException error) when (error.FirstBlock is not null)
        {
            // That it was before the peer's first block is for others to say.
            return null;
        }
    }

    private static Facts Read(ulong block, StoredTransaction? stored)
    {
        if (stored is null)
        {
            return new Facts(block, "", "", "", "", []);
        }

        var (mspId, name) = Identity(stored.Header.Creator);
        try
        {
            var actions = EndorsedAction.ReadAll(stored);
            var arguments = actions.Count > 0 ? actions[0].ReadInvocation()?.Arguments ?? [] : [];
            return new Facts(
                block,
                arguments.Count > 0 ? arguments[0].ToStringUtf8() : "",
                mspId,
                name,
                arguments.Count > 1 ? Actor(arguments[1]) : "",
                [.. actions.SelectMany(action => action.Endorsed.Endorsements).Select(item => Identity(item.Endorser).MspId).Distinct()]);
        }
        catch (InvalidProtocolBufferException)
        {
            return new Facts(block, "", mspId, name, "", []);
        }
    }

    private static (string MspId, string Name) Identity(ByteString serialized)
    {
        try
        {
            var identity = SerializedIdentity.Parser.ParseForeign(serialized);
            using var certificate = X509Certificate2.CreateFromPem(identity.IdBytes.ToStringUtf8());
            return (identity.Mspid, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or CryptographicException)
        {
            return ("", "");
        }
    }

    private static string Actor(ByteString argument)
    {
        try
        {
            using var request = JsonDocument.Parse(argument.Memory);
            return request.RootElement.ValueKind == JsonValueKind.Object
                && request.RootElement.TryGetProperty("actor", out var actor)
                && actor.ValueKind == JsonValueKind.String
                    ? actor.GetString()!
                    : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    /// <summary>Who did what in one transaction; what cannot be read is empty.</summary>
    /// <param name="Block">The number of its block.</param>
    /// <param name="Function">What was called.</param>
    /// <param name="CreatorMspId">The organization that called it.</param>
    /// <param name="Creator">The name in the certificate that signed it.</param>
    /// <param name="Actor">Who was authenticated by that organization's gateway.</param>
    /// <param name="EndorserMspIds">The organizations whose peers endorsed it.</param>
    public sealed record Facts(
        ulong Block, string Function, string CreatorMspId, string Creator, string Actor, IReadOnlyList<string> EndorserMspIds);
}
