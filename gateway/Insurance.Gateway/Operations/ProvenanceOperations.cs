using System.Text;
using Google.Protobuf;
using Insurance.Gateway.Api;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Provenance;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>What the ledger can prove.</summary>
public sealed class ProvenanceOperations(
    TransactionRunner transactions, BlockSource blocks, TransactionFacts facts, TransactionVerifier verifier)
{
    private const int AtOnce = 8;

    /// <summary>Every version of a record, with what its transaction's block adds.</summary>
    public async Task<IMessage> HistoryAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var type = ((GetHistoryRequest)call.Request).RecordType;
        var bookKind = type is RecordType.Party or RecordType.Quote or RecordType.Policy or RecordType.Claim && call.Caller.IsBroker
            ? type.ToString()
            : null;
        var answer = bookKind is null
            ? await transactions.RunAsync(call, cancellationToken)
            : await BrokerBook.HidingAsync(bookKind, () => transactions.RunAsync(call, cancellationToken), "RECORD_NOT_FOUND");
        var history = (GetHistoryResponse)answer;
        if (bookKind is not null
            && !history.Entries.Any(entry => BrokerBook.Owns(call.Caller, Encoding.UTF8.GetBytes(entry.RecordJson))))
        {
            throw BrokerBook.NotFound(bookKind);
        }

        if (call.Caller.IsBroker)
        {
            foreach (var entry in history.Entries)
            {
                (entry.RecordJson, entry.BeforeJson) = (BrokerView.Of(entry.RecordJson), BrokerView.Of(entry.BeforeJson));
            }
        }

        await Parallel.ForEachAsync(
            history.Entries,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (entry, token) => await CompleteAsync(entry, call.Role, token));
        return history;
    }

    /// <summary>Whether a document is the one that a record names by its digest.</summary>
    public Task<IMessage> DocumentAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var type = ((VerifyDocumentRequest)call.Request).RecordType;
        return call.Caller.IsBroker && type is RecordType.Policy or RecordType.Claim
            ? BrokerBook.HidingAsync(type.ToString(), () => transactions.RunAsync(call, cancellationToken))
            : transactions.RunAsync(call, cancellationToken);
    }

    /// <summary>Checks a transaction; a broker's are those whose events it sees.</summary>
    public async Task<IMessage> VerifyAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var id = ((VerifyTransactionRequest)call.Request).TransactionId;
        if (id.Length != 64 || !id.All(char.IsAsciiHexDigitLower))
        {
            throw GatewayErrors.TransactionIdInvalid();
        }

        if (call.Caller.IsBroker && !EventOperations.Visible(await facts.EventAsync(id, call.Role, cancellationToken), call.Caller))
        {
            throw GatewayErrors.TransactionNotFound();
        }

        return await verifier.VerifyAsync(id, call.Role, cancellationToken)
            ?? throw GatewayErrors.TransactionNotFound();
    }

    private async Task CompleteAsync(HistoryEntry entry, string role, CancellationToken cancellationToken)
    {
        entry.Changes.Add(FieldChanges.Between(entry.BeforeJson, entry.RecordJson));
        if (await facts.FindAsync(entry.TransactionId, role, cancellationToken) is { } known)
        {
            entry.BlockNumber = known.Block;
            entry.Function = known.Function;
            entry.CreatorMspId = known.CreatorMspId;
            entry.Creator = known.Creator;
            entry.Actor = known.Actor;
            entry.EndorserMspIds.Add(known.EndorserMspIds);
        }
    }

    /// <summary>The channel's height and hash.</summary>
    public async Task<IMessage> InfoAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var info = await blocks.InfoAsync(call.Role, cancellationToken);
        return new LedgerInfo
        {
            Channel = blocks.Channel,
            Height = info.Height,
            CurrentBlockHash = Convert.ToHexStringLower(info.CurrentBlockHash.Span),
        };
    }
}
