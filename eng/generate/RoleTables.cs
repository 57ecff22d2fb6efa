namespace Generate;

/// <summary>The tables of docs/use/roles.md.</summary>
internal static class RoleTables
{
    private const string Transactions = "| transaction | kind of organization | roles |\n| --- | --- | --- |\n";
    private const string Methods = "| method | kind of organization | roles |\n| --- | --- | --- |\n";
    private const string Others = "| every other read | any | any role of the table, and auditor |\n";

    public static string Write(string page, IReadOnlyList<LedgerTransaction> transactions) =>
        Replace(
            Replace(page, Transactions, Rows([.. transactions.Where(transaction => !transaction.IsOpen)]) + Others),
            Methods,
            Rows(LedgerTransaction.OfTheGatewayAlone()));

    // Transactions that the same callers may call share a row, where the first of them stands.
    private static string Rows(IReadOnlyList<LedgerTransaction> transactions) => string.Concat(transactions
        .GroupBy(transaction => (Kinds(transaction), RoleNames(transaction)))
        .Select(group => $"| {string.Join(", ", group.Select(transaction => transaction.Name))} | {group.Key.Item1} | {group.Key.Item2} |\n"));

    private static string Kinds(LedgerTransaction transaction) => string.Join(", ", transaction.Kinds.Select(kind => $"{kind}".ToLowerInvariant()));

    private static string RoleNames(LedgerTransaction transaction) => string.Join(
        ", ", transaction.IsOfEveryRole ? Roles.All : transaction.Roles.Select(Roles.NameOf));

    private static string Replace(string page, string head, string rows)
    {
        var start = page.IndexOf(head, StringComparison.Ordinal);
        if (start < 0)
        {
            throw new InvalidOperationException($"the page has no table that begins with: {head.Split('\n')[0]}");
        }

        start += head.Length;
        var end = page.IndexOf("\n\n", start - 1, StringComparison.Ordinal);
        return page[..start] + rows + (end < 0 ? "" : page[(end + 1)..]);
    }
}
