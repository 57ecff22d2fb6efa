namespace Fabric.DevLedger.Storage;

/// <summary>The index of transactions by their ids: its keys, and which envelope an id stands for.</summary>
/// <remarks>
/// Any client may write any id into an envelope of its own, and whoever endorses learns others' ids before they are recorded. As in
/// Fabric an id stands for the first envelope recorded under it; unlike there, one that does not prove that the id is its own gives
/// way to the first that does.
/// </remarks>
internal static class TransactionKey
{
    private const int IdBytes = 32;

    private static readonly TxValidationCode[] UnprovenCodes =
    [
        TxValidationCode.NilEnvelope,
        TxValidationCode.BadPayload,
        TxValidationCode.BadCommonHeader,
        TxValidationCode.BadCreatorSignature,
        TxValidationCode.BadProposalTxid,
        TxValidationCode.UnsupportedTxPayload,
        TxValidationCode.TargetChainNotFound,
    ];

    /// <summary>The codes of envelopes that did not prove their creator and id, as a list for SQL.</summary>
    public static string Unproven { get; } = string.Join(
        ',', UnprovenCodes.Select(code => ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Whether an envelope that was judged so has proven that its id is its own.</summary>
    public static bool IsProven(TxValidationCode code) => !UnprovenCodes.Contains(code);

    /// <summary>
    /// A well-formed id (64 lower-case hexadecimal digits) is stored as its 32 bytes, any other as its text behind as many zero bytes,
    /// so that no text has the key of an id.
    /// </summary>
    public static byte[] Of(string transactionId)
    {
        if (transactionId.Length == 2 * IdBytes && transactionId.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0)
        {
            return Convert.FromHexString(transactionId);
        }

        return [.. new byte[IdBytes], .. Encoding.UTF8.GetBytes(transactionId)];
    }
}
