using Fabric.Protos.Peer;
using Google.Protobuf.Reflection;

namespace Fabric.Client.Resilience;

/// <summary>What a recorded transaction's validation code means for whoever submitted it.</summary>
internal static class CommitVerdict
{
    private static readonly EnumDescriptor Codes =
        TransactionReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(TxValidationCode));

    /// <summary>The code by its name in the protocol; its number when it has none.</summary>
    public static string NameOf(TxValidationCode code) =>
        Codes.FindValueByNumber((int)code)?.Name ?? ((int)code).ToString(CultureInfo.InvariantCulture);

    /// <summary>How it failed, for one that is not valid.</summary>
    /// <remarks>
    /// Some verdicts can only be on another envelope that bears the transaction's id: what this library submits is well formed, signed
    /// and proves its id. Fabric answers by the first envelope recorded under an id, whoever wrote it, so ours may be in force.
    /// </remarks>
    public static LedgerFailure FailureOf(TxValidationCode code) => code switch
    {
        TxValidationCode.MvccReadConflict or TxValidationCode.PhantomReadConflict => LedgerFailure.Conflict,
        TxValidationCode.NilEnvelope or TxValidationCode.BadPayload or TxValidationCode.BadCommonHeader
            or TxValidationCode.BadCreatorSignature or TxValidationCode.BadProposalTxid or TxValidationCode.UnsupportedTxPayload
            or TxValidationCode.TargetChainNotFound or TxValidationCode.DuplicateTxid => LedgerFailure.OutcomeUnknown,
        _ => LedgerFailure.Invalid,
    };
}
