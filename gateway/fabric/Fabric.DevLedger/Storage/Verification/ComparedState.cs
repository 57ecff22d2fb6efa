namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Public state, or the hashes of private state.</summary>
/// <param name="MayBeMissing">Whether a row of that key can have expired.</param>
internal sealed record ComparedState(string Name, string Row, Func<byte[], bool> MayBeMissing)
    : ComparedTable(Name, Row, HasKey: true, HasPosition: false, "version, metadata, value")
{
    private const int Version = 1;
    private const int Metadata = 2;

    protected override IEnumerable<string> Keys => ["key"];

    public override LedgerDamagedException Extra(Statement source) => Damage.At(Row, source.Span(0), "was written by no block");

    public override void Missing(Statement target)
    {
        if (!MayBeMissing(target.Bytes(0)))
        {
            throw Damage.At(Row, target.Span(0), FormattableString.Invariant($"is missing, which block {Block(target)} wrote"), Block(target));
        }
    }

    public override void Differs(Statement source, Statement target, int column) =>
        throw Damage.At(
            Row,
            target.Span(0),
            FormattableString.Invariant($"has {(column == Version ? "a version" : column == Metadata ? "metadata" : "a value")} other than block {Block(target)} gave it"),
            Block(target));

    private static ulong Block(Statement row) => TransactionHeight.FromPosition(row.Int64(Version)).Block;
}
