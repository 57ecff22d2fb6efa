using Google.Protobuf.WellKnownTypes;
using Insurance.V1;
using FieldType = Google.Protobuf.Reflection.FieldType;

namespace Insurance.Cli.Methods;

/// <summary>An answer as tables: the fields that have one value in the first, and each list of records in one of its own.</summary>
internal static class AnswerTable
{
    private static readonly string[] FieldColumns = ["field", "value"];

    /// <summary>Each table with its caption; empty: it is of the answer itself.</summary>
    public static IReadOnlyList<(string Caption, string[] Columns, IReadOnlyList<string[]> Rows)> Of(IMessage answer)
    {
        var tables = new List<(string, string[], IReadOnlyList<string[]>)>();
        var rows = new List<string[]>();
        foreach (var field in answer.Descriptor.Fields.InDeclarationOrder())
        {
            if (IsListOfRecords(field))
            {
                tables.Add(List(field, (IList)field.Accessor.GetValue(answer)));
            }
            else
            {
                Flatten(answer, field, "", rows);
            }
        }

        if (rows.Count > 0)
        {
            tables.Insert(0, ("", FieldColumns, rows));
        }

        return tables;
    }

    private static (string Caption, string[] Columns, IReadOnlyList<string[]> Rows) List(FieldDescriptor field, IList items)
    {
        // Records within records would make a table that nobody can read; --table is for people, and JSON has all.
        var columns = field.MessageType.Fields.InDeclarationOrder()
            .Where(column => !IsListOfRecords(column) && (column.FieldType != FieldType.Message || (!column.IsMap && IsOneValue(column.MessageType))))
            .Where(column => items.Cast<IMessage>().Any(item => Text(column, column.Accessor.GetValue(item)).Length > 0))
            .ToList();
        return (
            field.JsonName,
            [.. columns.Select(column => column.JsonName)],
            [.. items.Cast<IMessage>().Select(item => columns.Select(column => Text(column, column.Accessor.GetValue(item))).ToArray())]);
    }

    private static void Flatten(IMessage message, FieldDescriptor field, string path, List<string[]> rows)
    {
        var (name, value) = (path + field.JsonName, field.Accessor.GetValue(message));
        if (field.IsMap)
        {
            foreach (DictionaryEntry entry in (IDictionary)value)
            {
                rows.Add([$"{name}[{entry.Key}]", $"{entry.Value}"]);
            }
        }
        else if (IsListOfRecords(field))
        {
            var index = 0;
            foreach (IMessage item in (IList)value)
            {
                Inner(item, $"{name}[{index++}]", rows);
            }
        }
        else if (value is IMessage inner && !field.IsRepeated && !IsOneValue(inner.Descriptor))
        {
            Inner(inner, name, rows);
        }
        else if (Text(field, value) is { Length: > 0 } text)
        {
            rows.Add([name, text]);
        }
    }

    private static void Inner(IMessage message, string name, List<string[]> rows)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            Flatten(message, field, name + ".", rows);
        }
    }

    private static bool IsListOfRecords(FieldDescriptor field) => field is { IsRepeated: true, IsMap: false, FieldType: FieldType.Message };

    private static bool IsOneValue(MessageDescriptor message) => FieldTypes.IsPlain(message) || message == Money.Descriptor;

    private static string Text(FieldDescriptor field, object? value) => value switch
    {
        null => "",
        IList items => string.Join(", ", items.Cast<object>().Select(item => One(field, item))),
        _ => One(field, value),
    };

    private static string One(FieldDescriptor field, object value) => value switch
    {
        Money money => MoneyText.Of(money),
        Timestamp time => JsonFormatter.ToDiagnosticString(time).Trim('"'),
        ByteString bytes => bytes.ToBase64(),
        System.Enum constant => field.EnumType.FindValueByNumber(Convert.ToInt32(constant, CultureInfo.InvariantCulture))?.Name ?? $"{constant:D}",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
