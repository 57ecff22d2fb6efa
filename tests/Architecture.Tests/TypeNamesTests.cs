using System.Runtime.CompilerServices;

namespace Architecture.Tests;

/// <summary>A type's simple name means one thing in all of ours: a reader who finds it elsewhere need not ask which.</summary>
public sealed class TypeNamesTests
{
    // gateway/shared, which is compiled into several programs; generated messages; what the compiler embeds.
    private static readonly string[] NotLookedAt = ["BoundedLogging", "MovableClocks", "OwnerOnly", "Versions", "Fabric.Protos.", "Insurance.V1", "System.", "Microsoft."];

    [Fact]
    public void Names_OfOurTypes_MeanOneThingEach()
    {
        var types = Ours.Assemblies.Values.SelectMany(assembly => assembly.GetTypes()).Where(IsLookedAt).ToList();

        types.Count.ShouldBeGreaterThan(500);
        types.GroupBy(type => type.Name.Split('`')[0])
            .Where(name => name.Select(type => (type.Assembly, type.Namespace)).Distinct().Count() > 1)
            .Select(name => $"{name.Key}: {string.Join(", ", name.Select(type => $"{type.FullName} of {type.Assembly.GetName().Name}"))}")
            .ShouldBeEmpty();
    }

    private static bool IsLookedAt(Type type) => !type.IsNested
        && type.Namespace is { } space
        && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        && !NotLookedAt.Any(other => space.StartsWith(other, StringComparison.Ordinal));
}
