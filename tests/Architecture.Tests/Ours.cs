using ArchUnitNET.Loader;

namespace Architecture.Tests;

/// <summary>What is built of ours, as it lies beside the tests.</summary>
internal static class Ours
{
    /// <summary>The assemblies by their names: libraries by their projects', programs by what they are called.</summary>
    public static IReadOnlyDictionary<string, Assembly> Assemblies { get; } = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
        .Where(file => IsOurs(Path.GetFileNameWithoutExtension(file)))
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), Assembly.LoadFrom, StringComparer.Ordinal);

    /// <summary>The programs: what has an entry point.</summary>
    public static IEnumerable<Assembly> Programs => Assemblies.Values.Where(assembly => assembly.EntryPoint is not null);

    /// <summary>Those that know Fabric and no insurance.</summary>
    public static IReadOnlyList<Assembly> OfFabric { get; } =
        [.. Assemblies.Where(item => item.Key.StartsWith("Fabric.", StringComparison.Ordinal) || item.Key == "devledger").Select(item => item.Value)];

    public static ArchUnitNET.Domain.Architecture Architecture { get; } =
        new ArchLoader().LoadAssemblies([.. Assemblies.Values]).Build();

    private static bool IsOurs(string name) => name is "devledger" or "insurance-gateway" or "insure"
        || name.StartsWith("Fabric.", StringComparison.Ordinal) || name.StartsWith("Insurance.", StringComparison.Ordinal);
}
