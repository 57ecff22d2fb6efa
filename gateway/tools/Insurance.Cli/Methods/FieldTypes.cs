namespace Insurance.Cli.Methods;

/// <summary>What a field takes, in the words of the proto files.</summary>
internal static class FieldTypes
{
    private const string WellKnown = "google.protobuf.";

    /// <summary>For people: string, list of Coverage, map of string, date and time.</summary>
    public static string Of(FieldDescriptor field) => field.IsMap
        ? $"map of {Item(field.MessageType.FindFieldByNumber(2))}"
        : field.IsRepeated ? $"list of {Item(field)}" : Item(field);

    /// <summary>A message whose form in JSON is not an object with its fields.</summary>
    public static bool IsPlain(MessageDescriptor message) => message.FullName.StartsWith(WellKnown, StringComparison.Ordinal);

    private static string Item(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message when field.MessageType.FullName == WellKnown + "Timestamp" => "time",
        FieldType.Message => field.MessageType.Name,
        FieldType.Enum => field.EnumType.Name,
        FieldType.Bytes => "bytes in base64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
