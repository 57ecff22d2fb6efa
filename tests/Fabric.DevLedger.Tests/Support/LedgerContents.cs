namespace Fabric.DevLedger.Tests.Support;

/// <summary>Everything that a ledger serves, as text.</summary>
internal static class LedgerContents
{
    private static readonly (string Table, string Columns)[] Tables =
    [
        ("blocks", "number, previous_hash, data_hash, hash, metadata"),
        ("envelopes", "position, envelope"),
        ("transactions", "id, position, code"),
        ("state", "key, version, metadata, value"),
        ("history", "key, position"),
        ("events", "position, chaincode, transaction_id, name, payload"),
        ("private_hashes", "key, version, metadata, value"),
        ("private_values", "key, version, value"),
        ("private_writes", "position, hashed_key, value"),
    ];

    public static string Read(LedgerReader reader)
    {
        var text = new StringBuilder();
        foreach (var (table, columns) in Tables)
        {
            using var rows = reader.Database.Prepare($"SELECT {string.Join(" || ' ' || ", columns.Split(", ").Select(column => $"ifnull(hex({column}), '-')"))} FROM {table} ORDER BY 1");
            while (rows.Step())
            {
                text.Append(table).Append(' ').AppendLine(rows.Text(0));
            }
        }

        return text.ToString();
    }
}
