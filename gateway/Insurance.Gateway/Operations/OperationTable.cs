using System.Collections.Frozen;
using Google.Protobuf;
using Insurance.Gateway.Api;
using Insurance.Gateway.Holder;

namespace Insurance.Gateway.Operations;

/// <summary>What a method does.</summary>
public delegate Task<IMessage> Operation(ApiCall call, CancellationToken cancellationToken);

/// <summary>The operation of each method: the ledger transaction of the same name unless something else is said here.</summary>
public sealed class OperationTable
{
    private readonly FrozenDictionary<string, Operation> special;
    private readonly Operation fallback;

    /// <summary>Creates the table.</summary>
    public OperationTable(
        BrokerBook book,
        PartyOperations parties,
        PersonalDataOperations personalData,
        ClaimOperations claims,
        ProvenanceOperations provenance,
        HolderOperations holders)
    {
        fallback = book.RunAsync;
        special = new Dictionary<string, Operation>
        {
            ["insurance.v1.Parties/RegisterParty"] = parties.RegisterAsync,
            ["insurance.v1.Parties/CorrectParty"] = parties.CorrectAsync,
            ["insurance.v1.Parties/EraseParty"] = parties.EraseAsync,
            ["insurance.v1.Parties/GetPersonalData"] = personalData.GetAsync,
            ["insurance.v1.Parties/VerifyPersonalData"] = personalData.VerifyAsync,
            ["insurance.v1.Parties/GetParty"] = book.ReadAsync,
            ["insurance.v1.Quotes/GetQuote"] = book.ReadAsync,
            ["insurance.v1.Policies/GetPolicy"] = book.ReadAsync,
            ["insurance.v1.Claims/GetClaim"] = book.ReadAsync,
            ["insurance.v1.Claims/SubmitClaim"] = claims.SubmitAsync,
            ["insurance.v1.Claims/AddEvidence"] = claims.AddEvidenceAsync,
            ["insurance.v1.Claims/ConfirmEvidence"] = claims.DecidedAsync,
            ["insurance.v1.Claims/DecideClaim"] = claims.DecidedAsync,
            ["insurance.v1.Claims/ConfirmClaim"] = claims.DecidedAsync,
            ["insurance.v1.Holders/IssueHolderToken"] = holders.IssueAsync,
            ["insurance.v1.Holders/RevokeHolderToken"] = holders.RevokeAsync,
            ["insurance.v1.Holders/ListHolderTokens"] = holders.ListAsync,
            ["insurance.v1.Holders/GetHolderView"] = holders.ViewAsync,
            ["insurance.v1.Ledger/GetHistory"] = provenance.HistoryAsync,
            ["insurance.v1.Ledger/VerifyTransaction"] = provenance.VerifyAsync,
            ["insurance.v1.Ledger/GetLedgerInfo"] = provenance.InfoAsync,
            ["insurance.v1.Ledger/VerifyDocument"] = provenance.DocumentAsync,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Finds what a method does.</summary>
    public Operation Find(ApiMethod method) => special.GetValueOrDefault(method.Path, fallback);
}
