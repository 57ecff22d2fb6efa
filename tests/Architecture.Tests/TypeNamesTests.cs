using System.Reflection;
using System.Runtime.CompilerServices;

namespace Architecture.Tests;

/// <summary>A type's simple name means one thing in all of ours: a reader who finds it elsewhere need not ask which.</summary>
public sealed class TypeNamesTests
{
    // gateway/shared, which is compiled into several programs.
    private static readonly string[] Shared = ["BoundedLogging", "MovableClocks", "Versions"];

    // By the reason why two are right.
    private static readonly Dictionary<string, string> Justified = new()
    {
        ["ApiMethod"] = "a method of insurance.v1, to the program that serves it and to the one that calls it",
        ["ChannelConfiguration"] = "a channel's configuration, to the library that reads it and to the tools that write it",
    };

    [Fact]
    public void Names_OfOurTypes_MeanOneThingEach() => Twice()
        .Where(name => !Justified.ContainsKey(name.Key))
        .Select(name => $"{name.Key}: {string.Join(", ", name.Select(type => $"{type.FullName} of {type.Assembly.GetName().Name}"))}")
        .ShouldBeEmpty();

    [Fact]
    public void Names_ThatAreJustified_AreThereTwice() => Justified.Keys.Except(Twice().Select(name => name.Key)).ShouldBeEmpty();

    private static IEnumerable<IGrouping<string, Type>> Twice() => Ours.Assemblies.Values
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => !type.IsNested && type.Namespace is { } space && !Shared.Contains(space) && !IsGenerated(type))
        .GroupBy(type => type.Name.Split('`')[0])
        .Where(name => name.Count() > 1 && name.Select(type => (type.Assembly, type.Namespace)).Distinct().Count() > 1);

    // Messages, with the reflection and clients of their files, and what the compiler embeds.
    private static bool IsGenerated(Type type) => type.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
        || type.Namespace == "Insurance.V1"
        || Made.Any(space => type.Namespace!.StartsWith(space, StringComparison.Ordinal));

    private static readonly string[] Made = ["Fabric.Protos.", "System.", "Microsoft."];
}
