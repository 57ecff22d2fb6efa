using Google.Protobuf;

namespace Generate;

/// <summary>The protos of the API, with their comments.</summary>
internal static class ApiProtos
{
    private static readonly Lazy<IReadOnlyList<FileDescriptor>> Read = new(() => Build(Set()));

    /// <summary>The files of the API, by their names.</summary>
    public static IReadOnlyList<FileDescriptor> Files => Read.Value;

    /// <summary>What is written above a declaration, as one paragraph; empty: nothing.</summary>
    public static string Comment(DescriptorDeclaration? declaration) =>
        string.Join(' ', (declaration?.LeadingComments ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>All of them and what they import, with their comments, to be changed by whoever asks.</summary>
    public static FileDescriptorSet Set()
    {
        using var stream = typeof(Policy).Assembly.GetManifestResourceStream("insurance.v1.binpb")!;
        return FileDescriptorSet.Parser.ParseFrom(stream);
    }

    /// <summary>The files of the API among them.</summary>
    public static IReadOnlyList<FileDescriptor> Build(FileDescriptorSet set)
    {
        var options = new ExtensionRegistry { ChaincodeExtensions.GoFile, ChaincodeExtensions.GoType, ChaincodeExtensions.GoEnum };
        return [.. FileDescriptor.BuildFromByteStrings(set.File.Select(file => file.ToByteString()), options)
            .Where(file => file.Package == "insurance.v1").OrderBy(file => file.Name, StringComparer.Ordinal)];
    }
}
