using Google.Protobuf.Reflection;

namespace Insurance.Api;

/// <summary>The access rule of every method of the public API, as its option <c>access</c> in protos/insurance/v1 has it.</summary>
public static class AccessTable
{
    /// <summary>Whom a rule means that names no kind of organization.</summary>
    public static IReadOnlyList<OrganizationKind> EveryKind { get; } = [.. KindCapabilities.All.Select(kind => kind.Kind)];

    /// <summary>The services of the public API.</summary>
    public static IReadOnlyList<ServiceDescriptor> Services { get; } =
    [
        .. ConsortiumReflection.Descriptor.Services,
        .. ProductsReflection.Descriptor.Services,
        .. PartiesReflection.Descriptor.Services,
        .. QuotesReflection.Descriptor.Services,
        .. PoliciesReflection.Descriptor.Services,
        .. ClaimsReflection.Descriptor.Services,
        .. OraclesReflection.Descriptor.Services,
        .. LedgerReflection.Descriptor.Services,
        .. EventsReflection.Descriptor.Services,
        .. HolderReflection.Descriptor.Services,
        .. JobsReflection.Descriptor.Services,
    ];

    /// <summary>The rules, in the order of the services.</summary>
    public static IReadOnlyList<MethodRule> Rules { get; } =
        [.. Services.SelectMany(service => service.Methods).Select(Rule).OfType<MethodRule>()];

    /// <summary>The rule of a method; <c>null</c>: it has no option <c>access</c>.</summary>
    public static MethodRule? Rule(MethodDescriptor method) => method.GetOptions()?.GetExtension(OptionsExtensions.Access) is not { } access
        ? null
        : new MethodRule(
            $"{method.Service.FullName}/{method.Name}",
            access.Effect,
            access.Kinds.Count > 0 ? [.. access.Kinds] : EveryKind,
            access.Roles.Count > 0 ? [.. access.Roles.Select(Roles.NameOf)] : Roles.All)
        {
            BrokerSees = access.BrokerSees,
            SignedBy = access.SignedBy.Count > 0 ? [.. access.SignedBy.Select(Roles.NameOf)] : null,
        };
}
