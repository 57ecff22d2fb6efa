using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Fabric.PublicApi;

/// <summary>The public surface of an assembly as text, one line a member, to be compared with a checked-in list.</summary>
internal static class PublicApiList
{
    public const string UpdateVariable = "UPDATE_PUBLIC_API";

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The file beside the library; written anew where the environment variable is set.</summary>
    public static (string Expected, string Actual) Compare(Assembly assembly)
    {
        var path = Path.Combine(RepositoryRoot(), "gateway", assembly.GetName().Name!, "PublicApi.txt");
        var actual = Describe(assembly);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, actual);
        }

        return (File.ReadAllText(path), actual);
    }

    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append(Bases(type)).Append('\n');
            foreach (var member in Members(type).Distinct().Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    public static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Fabric.Insurance.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    private static string Kind(Type type) => type switch
    {
        { IsClass: true } when type.GetMethod("<Clone>$") is not null => type.IsSealed ? "sealed record" : "record",
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        var bases = type.IsEnum ? [] : type.GetInterfaces().Where(i => i != typeof(System.Runtime.Serialization.ISerializable)).Select(i => Name(i)).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } baseType && baseType != typeof(object) && baseType != typeof(ValueType) && !type.IsEnum)
        {
            bases.Insert(0, Name(baseType));
        }

        return bases.Count == 0 ? string.Empty : $" : {string.Join(", ", bases)}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n => FormattableString.Invariant($"{n} = {Convert.ToInt64(Enum.Parse(type, n))}"));
        }

        return type.GetConstructors(Declared).Where(IsVisible).Select(c => $"{Modifiers(c)}new({Parameters(c)})")
            .Concat(type.GetMethods(Declared).Where(IsListed)
                .Select(m => $"{Modifiers(m)}{Name(m.ReturnType, Nullability.Create(m.ReturnParameter))} {m.Name}{Generic(m)}({Parameters(m)})"))
            .Concat(type.GetProperties(Declared).Where(p => IsVisible(p.GetMethod) || IsVisible(p.SetMethod))
                .Select(p => $"{Modifiers(p.GetMethod ?? p.SetMethod!)}{Name(p.PropertyType, Nullability.Create(p))} {p.Name} {Accessors(p)}"))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily)
                .Select(f => $"{(f.IsStatic ? "static " : string.Empty)}{Name(f.FieldType)} {f.Name}"));
    }

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    /// <summary>What the compiler adds to every record is left out.</summary>
    private static bool IsListed(MethodInfo method) =>
        IsVisible(method)
        && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
        && !method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Modifiers(MethodBase method) =>
        (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : string.Empty) + (method.IsStatic ? "static " : string.Empty);

    private static string Accessors(PropertyInfo property)
    {
        var set = property.SetMethod;
        if (!IsVisible(set))
        {
            return "{ get; }";
        }

        var isInit = set!.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit");
        return isInit ? "{ get; init; }" : "{ get; set; }";
    }

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : string.Empty;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsOut ? "out " : string.Empty)}{Name(p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType, Nullability.Create(p))} {p.Name}{(p.HasDefaultValue ? " = " + (p.DefaultValue ?? "default") : string.Empty)}"));

    private static string Name(Type type, NullabilityInfo? nullability = null)
    {
        var suffix = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : string.Empty;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]" + suffix;
        }

        if (type.IsGenericParameter)
        {
            return type.Name + suffix;
        }

        var name = type.Namespace is "System" or "System.Collections.Generic" or "System.Threading" or "System.Threading.Tasks"
            ? type.Name
            : type.FullName ?? $"{type.Namespace}.{type.Name}";
        if (!type.IsGenericType)
        {
            return name + suffix;
        }

        var arguments = type.GetGenericArguments().Select((a, i) => Name(a, nullability?.GenericTypeArguments.ElementAtOrDefault(i)));
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments)}>{suffix}";
    }
}
