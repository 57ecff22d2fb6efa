namespace Generate.Go;

/// <summary>The chaincode's table: who may call each transaction, the types of its messages, and its handler.</summary>
internal static class GoTransactions
{
    /// <summary>The text of each package's file.</summary>
    public static IEnumerable<(string Folder, string Text)> Write(IReadOnlyList<LedgerTransaction> transactions, IReadOnlyList<FileDescriptor> files, GoPlaces places)
    {
        var messages = files.SelectMany(file => file.MessageTypes).ToDictionary(message => message.Name);
        GoPlace Place(string message) => places.Of(messages[message]);
        return transactions.GroupBy(transaction => Place(transaction.Request).Folder).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            var source = new GoSource(group.Key);
            source.Import("domain/consortium");
            source.Import("engine");
            source.Import("transactions/access");
            source.Line();
            source.Line("// Transactions are the rows of the table that this package has the handlers of.");
            source.Line("var Transactions = []*engine.Transaction{");
            foreach (var transaction in group)
            {
                var (request, answer) = (Place(transaction.Request), Place(transaction.Answer));
                source.Import(answer.Folder);
                var row = $"engine.{(transaction.Submits ? "Submits" : "Reads")}[{request.From(group.Key)}, {answer.From(group.Key)}]("
                    + $"\"{transaction.Name}\", {Kinds(transaction)}, {Roles(transaction)}, {GoNames.Handler(transaction.Name)})";
                source.Line($"\t{(transaction.IsConfidential ? $"engine.Confidential({row})" : row)},");
            }

            source.Line("}");
            return (group.Key, source.ToString());
        });
    }

    private static string Kinds(LedgerTransaction transaction) => $"access.Kinds({string.Join(", ", transaction.Kinds.Select(kind => $"consortium.{kind}"))})";

    private static string Roles(LedgerTransaction transaction) =>
        transaction.IsOfEveryRole ? "access.EveryRole" : $"[]string{{{string.Join(", ", transaction.Roles.Select(role => $"access.Role{role}"))}}}";
}
