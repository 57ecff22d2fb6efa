using Insurance.V1;

namespace Insurance.Cli.Methods;

/// <summary>The comments of the proto files.</summary>
internal static class ApiComments
{
    private static readonly Lazy<IReadOnlyDictionary<string, FileDescriptor>> Files = new(Load);

    /// <summary>What is written above a method; empty: nothing.</summary>
    public static string Of(MethodDescriptor method) =>
        Flat(File(method.File)?.FindTypeByName<ServiceDescriptor>(method.Service.Name)?.FindMethodByName(method.Name)?.Declaration);

    /// <summary>What is written above a field; empty: nothing.</summary>
    public static string Of(FieldDescriptor field) =>
        Flat(File(field.File)?.FindTypeByName<MessageDescriptor>(field.ContainingType.Name)?.FindFieldByNumber(field.FieldNumber)?.Declaration);

    /// <summary>The first sentence of a comment.</summary>
    public static string Sentence(string comment)
    {
        var end = comment.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? comment : comment[..(end + 1)];
    }

    private static FileDescriptor? File(FileDescriptor file) => Files.Value.GetValueOrDefault(file.Name);

    private static string Flat(DescriptorDeclaration? declaration) =>
        string.Join(' ', (declaration?.LeadingComments ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Dictionary<string, FileDescriptor> Load()
    {
        using var resource = typeof(Policy).Assembly.GetManifestResourceStream("insurance.v1.binpb")!;
        var set = FileDescriptorSet.Parser.ParseFrom(resource);
        return FileDescriptor.BuildFromByteStrings(set.File.Select(file => file.ToByteString())).ToDictionary(file => file.Name);
    }
}
