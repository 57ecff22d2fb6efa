using Google.Rpc;

namespace Insurance.Gateway.Transport.Rpc;

/// <summary>What this server offers, as its proto files have it.</summary>
internal static class PublicServices
{
    /// <summary>The services' files, and those that no service imports but whoever shows an error's details needs.</summary>
    public static IReadOnlyList<FileDescriptor> Files { get; } =
    [
        .. AccessTable.Services.Select(service => service.File).Distinct(),
        HealthReflection.Descriptor,
        Grpc.Reflection.V1.ReflectionReflection.Descriptor,
        Grpc.Reflection.V1Alpha.ReflectionReflection.Descriptor,
        StatusReflection.Descriptor,
        ErrorDetailsReflection.Descriptor,
    ];

    /// <summary>The services' full names.</summary>
    public static IReadOnlySet<string> Names { get; } =
        Files.SelectMany(file => file.Services).Select(service => service.FullName).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, MessageDescriptor> Messages { get; } = Files.SelectMany(WithImports).Distinct()
        .SelectMany(file => file.MessageTypes).SelectMany(WithNested)
        .ToFrozenDictionary(message => message.FullName, StringComparer.Ordinal);

    /// <summary>The message of a full name; <c>null</c>: there is none.</summary>
    public static MessageDescriptor? MessageOf(string name) => Messages.GetValueOrDefault(name);

    private static IEnumerable<FileDescriptor> WithImports(FileDescriptor file) => file.Dependencies.SelectMany(WithImports).Prepend(file);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) => message.NestedTypes.SelectMany(WithNested).Prepend(message);
}
