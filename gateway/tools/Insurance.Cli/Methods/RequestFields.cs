namespace Insurance.Cli.Methods;

/// <summary>The fields of requests.</summary>
internal static class RequestFields
{
    // A message that holds itself, however it comes to that, is shown so often.
    private const int Deepest = 8;

    /// <summary>All of them, those within messages after the message.</summary>
    public static IReadOnlyList<MethodField> Of(MessageDescriptor type)
    {
        var fields = new List<MethodField>();
        Add(type, "", fields, 0);
        return fields;
    }

    /// <summary>The fields that the path of a word can go on with, after what of it is written: with what comes next behind them.</summary>
    public static IEnumerable<string> After(MessageDescriptor type, string written)
    {
        var dot = written.LastIndexOf('.');
        var path = dot < 0 ? "" : written[..(dot + 1)];
        return Inside(type, path.TrimEnd('.'))?.Fields.InDeclarationOrder().Select(field => path + field.JsonName + Next(field)) ?? [];
    }

    /// <summary>The values that a field can have; none: any.</summary>
    public static IEnumerable<string> Values(MessageDescriptor type, string path)
    {
        var dot = path.LastIndexOf('.');
        var name = Name(path[(dot + 1)..]);
        return Inside(type, dot < 0 ? "" : path[..dot])?.Fields.InDeclarationOrder().FirstOrDefault(field => Is(field, name)) switch
        {
            { FieldType: FieldType.Enum } field => field.EnumType.Values.Select(value => value.Name),
            { FieldType: FieldType.Bool } => ["true", "false"],
            _ => [],
        };
    }

    private static void Add(MessageDescriptor type, string path, List<MethodField> fields, int depth)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var name = path + field.JsonName;
            fields.Add(new MethodField(name, FieldTypes.Of(field), ApiComments.Of(field), field.FieldType == FieldType.Enum ? [.. field.EnumType.Values.Select(value => value.Name)] : []));
            if (field.FieldType == FieldType.Message && !field.IsMap && !FieldTypes.IsPlain(field.MessageType) && depth < Deepest)
            {
                Add(field.MessageType, $"{name}{(field.IsRepeated ? "[0]" : "")}.", fields, depth + 1);
            }
        }
    }

    private static MessageDescriptor? Inside(MessageDescriptor type, string path)
    {
        var message = type;
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var field = message.Fields.InDeclarationOrder().FirstOrDefault(item => Is(item, Name(step)));
            if (field is not { FieldType: FieldType.Message, IsMap: false })
            {
                return null;
            }

            message = field.MessageType;
        }

        return message;
    }

    private static string Next(FieldDescriptor field) =>
        field.IsMap ? "." : field.FieldType == FieldType.Message && !FieldTypes.IsPlain(field.MessageType) ? field.IsRepeated ? "[0]." : "." : "=";

    private static string Name(string step) => step.Split('[')[0];

    private static bool Is(FieldDescriptor field, string name) => field.JsonName == name || field.Name == name;
}
