using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Insurance.Gateway.Api;

namespace Insurance.Gateway.Services;

/// <summary>What this server offers, as its proto files have it.</summary>
public sealed class PublicServices
{
    private readonly FrozenDictionary<string, FileDescriptor> files;
    private readonly FrozenDictionary<string, FileDescriptor> symbols;

    /// <summary>Collects the services' files and all they import.</summary>
    public PublicServices()
    {
        FileDescriptor[] roots =
        [
            .. AccessTable.Services.Select(service => service.File),
            HealthReflection.Descriptor,
            ReflectionReflection.Descriptor,

            // No service imports them, but whoever shows an error's details needs them.
            Google.Rpc.StatusReflection.Descriptor,
            Google.Rpc.ErrorDetailsReflection.Descriptor,
        ];
        files = roots.SelectMany(WithImports).DistinctBy(file => file.Name).ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);
        symbols = files.Values.SelectMany(file => Symbols(file).Select(symbol => (symbol, file)))
            .ToFrozenDictionary(item => item.symbol, item => item.file, StringComparer.Ordinal);
        Names = files.Values.SelectMany(file => file.Services).Select(service => service.FullName).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The services' full names.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>A file by its import path.</summary>
    public FileDescriptor? File(string name) => files.GetValueOrDefault(name);

    /// <summary>The file that declares a service, method, message, field or enum.</summary>
    public FileDescriptor? FileOf(string symbol) => symbols.GetValueOrDefault(symbol);

    /// <summary>A file and all it imports, each once.</summary>
    public static IEnumerable<FileDescriptor> WithImports(FileDescriptor file) =>
        file.Dependencies.SelectMany(WithImports).Prepend(file).DistinctBy(item => item.Name);

    private static IEnumerable<string> Symbols(FileDescriptor file) =>
    [
        .. file.MessageTypes.SelectMany(Symbols),
        .. file.EnumTypes.Select(type => type.FullName),
        .. file.Services.SelectMany(service => service.Methods.Select(method => method.FullName).Prepend(service.FullName)),
    ];

    private static IEnumerable<string> Symbols(MessageDescriptor message) =>
    [
        message.FullName,
        .. message.Fields.InDeclarationOrder().Select(field => field.FullName),
        .. message.EnumTypes.Select(type => type.FullName),
        .. message.NestedTypes.SelectMany(Symbols),
    ];
}
