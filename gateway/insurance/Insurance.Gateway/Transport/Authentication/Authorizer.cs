namespace Insurance.Gateway.Transport.Authentication;

/// <summary>Decides whether a caller may call a method here, and with which role's identity the ledger is asked.</summary>
/// <param name="kind">The kind of this gateway's organization.</param>
/// <param name="identities">The roles this gateway holds an identity for.</param>
internal sealed class Authorizer(OrganizationKind kind, IReadOnlyCollection<string> identities)
{
    /// <summary>Returns the role to sign with.</summary>
    /// <exception cref="ApiException">PERMISSION_DENIED, or FAILED_PRECONDITION when no identity is held for the role.</exception>
    public string Authorize(ApiMethod method, Caller caller)
    {
        var rule = method.Rule;
        if (rule.Writes && !kind.Can().Writes)
        {
            throw GatewayErrors.RegulatorReadOnly(method.Name);
        }

        if (!rule.Kinds.Contains(kind))
        {
            throw GatewayErrors.KindNotAllowed(method.Name, kind);
        }

        // A broker who has other roles too still acts as a broker wherever a broker may act.
        var allowed = rule.Roles.Where(role => caller.Roles.Contains(role)).ToList();
        if (caller.IsBroker)
        {
            allowed = rule.Roles.Contains(Roles.Broker) ? [Roles.Broker] : [];
        }

        if (allowed.Count == 0)
        {
            throw GatewayErrors.RoleNotAllowed(method.Name, rule.Roles);
        }

        return (rule.SignedBy ?? allowed).FirstOrDefault(identities.Contains) ?? throw GatewayErrors.IdentityNotConfigured((rule.SignedBy ?? allowed)[0]);
    }
}
