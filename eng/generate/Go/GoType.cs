using Google.Protobuf.WellKnownTypes;
using FieldType = Google.Protobuf.Reflection.FieldType;

namespace Generate.Go;

/// <summary>The Go type of a field, as chaincode/protojson reads it.</summary>
/// <param name="Package">The package of the named type; null: none.</param>
/// <param name="Text">How a file of the folder writes it.</param>
internal sealed record GoType(string? Package, string Text)
{
    private static readonly GoPlace Instant = new("domain/instant", "Instant");

    /// <summary>The type of a field, in a file of the folder.</summary>
    public static GoType Of(FieldDescriptor field, string folder, GoPlaces places)
    {
        if (field.IsMap)
        {
            var entry = field.MessageType.Fields;
            return entry[1].FieldType == FieldType.String && entry[2].FieldType == FieldType.String ? new(null, "map[string]string") : throw Unknown(field);
        }

        if (field.HasPresence && field.FieldType != FieldType.Message)
        {
            throw Unknown(field);
        }

        return (field.FieldType, field.IsRepeated) switch
        {
            (FieldType.String, false) => new(null, "string"),
            (FieldType.String, true) => new(null, "[]string"),
            (FieldType.Bool, false) => new(null, "bool"),
            (FieldType.Bytes, false) => new(null, "[]byte"),
            (FieldType.Int64, false) => new(null, "int64"),
            (FieldType.UInt64, false) => new(null, "uint64"),
            (FieldType.UInt32, false) => new(null, "uint32"),
            (FieldType.Enum, false) => Named("", places.Of(field.EnumType), folder),
            (FieldType.Message, false) when field.MessageType.FullName == Timestamp.Descriptor.FullName => Named("*", Instant, folder),
            (FieldType.Message, false) => Named("*", places.Of(field.MessageType), folder),
            (FieldType.Message, true) when field.MessageType.FullName != Timestamp.Descriptor.FullName => Named("[]", places.Of(field.MessageType), folder),
            _ => throw Unknown(field),
        };
    }

    private static GoType Named(string prefix, GoPlace place, string folder) => new(place.Folder == folder ? null : place.Folder, prefix + place.From(folder));

    private static InvalidOperationException Unknown(FieldDescriptor field) => new($"{field.FullName}: chaincode/protojson has no type for it");
}
