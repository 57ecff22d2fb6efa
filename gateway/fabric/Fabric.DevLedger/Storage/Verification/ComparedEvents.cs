namespace Fabric.DevLedger.Storage.Verification;

/// <summary>The events of valid transactions.</summary>
internal sealed record ComparedEvents()
    : ComparedTable("events", "event", HasKey: false, HasPosition: true, "chaincode, transaction_id, name, payload")
{
    protected override IEnumerable<string> Keys => ["position"];

    public override LedgerDamagedException Extra(Statement source) => At(source, "has an event that no transaction of it set");

    public override void Missing(Statement target) => throw At(target, "lacks an event that a transaction of it set");

    public override void Differs(Statement source, Statement target, int column) => throw At(target, "has an event other than its transaction set");

    private static LedgerDamagedException At(Statement row, string what) => Damage.At(TransactionHeight.FromPosition(row.Int64(0)).Block, what);
}
