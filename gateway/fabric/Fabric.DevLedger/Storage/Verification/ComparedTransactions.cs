namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Where each transaction id is, and with which code.</summary>
/// <remarks>Where one id stands in several blocks, which of them answers for it was not always decided the same way.</remarks>
/// <param name="Source">The ledger, to look at a transaction itself.</param>
internal sealed record ComparedTransactions(LedgerReader Source)
    : ComparedTable("transactions", "transaction", HasKey: true, HasPosition: false, "position, code")
{
    protected override IEnumerable<string> Keys => ["id"];

    public override LedgerDamagedException Extra(Statement source) =>
        Damage.At(Row, Id(source), "is found by an id that no block has", null);

    public override void Missing(Statement target)
    {
        var block = TransactionHeight.FromPosition(target.Int64(1)).Block;
        throw Damage.At(block, FormattableString.Invariant($"has a transaction {TransactionHeight.FromPosition(target.Int64(1)).Transaction} that is not found by its id"));
    }

    public override void Differs(Statement source, Statement target, int column)
    {
        var position = TransactionHeight.FromPosition(source.Int64(1));
        var row = Source.Row(position.Block);
        if (row is null || position.Transaction >= (ulong)row.Envelopes.Count ||
            row.Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter][(int)position.Transaction] != source.Int64(2) ||
            !TransactionKey.Of(ParsedEnvelope.Parse(Envelope.Parser.ParseFrom(row.Envelopes[(int)position.Transaction].Envelope)).TransactionId)
                .AsSpan().SequenceEqual(source.Span(0)))
        {
            var expected = TransactionHeight.FromPosition(target.Int64(1));
            throw Damage.At(
                expected.Block,
                FormattableString.Invariant($"has a transaction {expected.Transaction}, {(TxValidationCode)target.Int64(2)}, that is found elsewhere or with another code"));
        }
    }

    private static ReadOnlySpan<byte> Id(Statement row) => System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(row.Span(0)));
}
