using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Insurance.Gateway.Foundation.Calls;

/// <summary>Every method of the public API by path. Making one fails when a method has no rule: access is denied by default.</summary>
internal sealed class MethodTable
{
    private readonly FrozenDictionary<string, ApiMethod> _methods;

    /// <summary>Joins the services' methods with their rules.</summary>
    /// <exception cref="InvalidOperationException">A method without a rule, or a rule without a method.</exception>
    public MethodTable(IEnumerable<ServiceDescriptor> services, IEnumerable<MethodRule> rules)
    {
        var open = rules.ToDictionary(rule => rule.Path, StringComparer.Ordinal);
        var joined = new Dictionary<string, ApiMethod>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var method in services.SelectMany(service => service.Methods))
        {
            var path = $"{method.Service.FullName}/{method.Name}";
            if (!open.Remove(path, out var rule))
            {
                problems.Add($"{path} declares no access rule");
            }
            else if (Fault(rule) is { } fault)
            {
                problems.Add($"{path} declares an access rule that {fault}");
            }
            else
            {
                joined[path] = new ApiMethod(method, rule);
            }
        }

        problems.AddRange(open.Keys.Select(path => $"{path} has an access rule but does not exist"));
        if (problems.Count > 0)
        {
            throw new InvalidOperationException("The access table is not complete: " + string.Join("; ", problems) + ".");
        }

        _methods = joined.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string? Fault(MethodRule rule) => rule switch
    {
        { Roles.Count: 0 } or { Kinds.Count: 0 } => "lets nobody in",
        { Effect: Effect.Unspecified } => "names no effect on the ledger",
        { Writes: true } when rule.Kinds.FirstOrDefault(kind => !kind.Can().Writes) is not OrganizationKind.Unspecified and var kind => $"lets {kind.Can().WithArticle} write: name the kinds of organization",
        { Writes: true } when rule.Roles.Contains(Roles.Auditor) => "lets an auditor write: name the roles",
        _ => null,
    };

    /// <summary>The methods of insurance.v1.</summary>
    public static MethodTable Default() => new(AccessTable.Services, AccessTable.Rules);

    /// <summary>All methods.</summary>
    public IReadOnlyCollection<ApiMethod> All => _methods.Values;

    /// <summary>Finds a method by <c>package.Service/Method</c>, with or without a leading slash.</summary>
    public ApiMethod? Find(string path) => _methods.GetValueOrDefault(path.Length > 0 && path[0] == '/' ? path[1..] : path);
}
