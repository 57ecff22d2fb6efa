namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Where each key was written.</summary>
internal sealed record ComparedHistory() : ComparedTable("history", "the history of key", HasKey: true, HasPosition: true, string.Empty)
{
    protected override IEnumerable<string> Keys => ["key", "position"];

    public override LedgerDamagedException Extra(Statement source) =>
        Damage.At(Row, source.Span(0), FormattableString.Invariant($"names block {Block(source)}, which did not write it"), Block(source));

    public override void Missing(Statement target) =>
        throw Damage.At(Row, target.Span(0), FormattableString.Invariant($"lacks block {Block(target)}, which wrote it"), Block(target));

    public override void Differs(Statement source, Statement target, int column) => throw Extra(source);

    private static ulong Block(Statement row) => TransactionHeight.FromPosition(row.Int64(1)).Block;
}
