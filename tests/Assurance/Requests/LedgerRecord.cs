using Fabric.Audit;
using Fabric.Client;
using Insurance.V1;

namespace Assurance.Requests;

/// <summary>What stands on the ledger, read at a peer and not through what is under attack.</summary>
internal static class LedgerRecord
{
    public static async Task<ulong> HeightAsync(TestConsortium consortium) =>
        (await new Ledger.LedgerClient(consortium.Channel(TestConsortium.Aurora, "auditor")).GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;

    /// <summary>The valid transactions of the insurance chaincode that wrote, with the request that each is of; from a block to the end.</summary>
    public static async IAsyncEnumerable<(string TransactionId, string RequestId)> WritesSinceAsync(TestConsortium consortium, ulong first)
    {
        await foreach (var (stored, action) in ValidSinceAsync(consortium, first))
        {
            if (action.ReadInvocation() is { Chaincode: PeerClient.Insurance, Arguments: [_, var argument, ..] }
                && action.ReadChanges().Any(changes => changes.Writes)
                && RequestId(argument.ToByteArray()) is { } id)
            {
                yield return (stored.Id, id);
            }
        }
    }

    /// <summary>The ids of all valid transactions from a block to the end.</summary>
    public static async Task<IReadOnlyList<string>> ValidIdsSinceAsync(TestConsortium consortium, ulong first)
    {
        var ids = new List<string>();
        await foreach (var (stored, _) in ValidSinceAsync(consortium, first))
        {
            ids.Add(stored.Id);
        }

        return ids;
    }

    private static async IAsyncEnumerable<(StoredTransaction Stored, EndorsedAction Action)> ValidSinceAsync(TestConsortium consortium, ulong first)
    {
        var height = await HeightAsync(consortium);
        if (first >= height)
        {
            yield break;
        }

        using var peer = PeerClient.Of(consortium, TestConsortium.Aurora, "auditor");
        await foreach (var block in peer.Network.GetBlockEventsAsync(new EventOptions { StartBlock = first }))
        {
            for (var index = 0; index < block.Data.Data.Count; index++)
            {
                if (BlockContents.ValidationCode(block, index) == TxValidationCode.Valid
                    && StoredTransaction.Read(block, index) is { Type: Fabric.Protos.Common.HeaderType.EndorserTransaction } stored
                    && EndorsedAction.ReadAll(stored) is [var action])
                {
                    yield return (stored, action);
                }
            }

            if (block.Header.Number + 1 >= height)
            {
                yield break;
            }
        }
    }

    private static string? RequestId(byte[] argument)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(argument));
            return json.RootElement.TryGetProperty("requestId", out var id) ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
