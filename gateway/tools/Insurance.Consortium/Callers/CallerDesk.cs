namespace Insurance.Consortium.Callers;

/// <summary>Issues certificates to those who call the gateways of a state directory, and takes them back.</summary>
public sealed class CallerDesk(HomeDirectory home, TimeProvider time)
{
    private readonly IReadOnlyList<CallerOrganization> _organizations = CallerOrganization.All(home, time);

    /// <summary>Who there is.</summary>
    /// <param name="mspId">Null: of every organization.</param>
    public IReadOnlyList<CallerEntry> List(string? mspId) =>
        [.. (mspId is null ? Members() : [Named(mspId)]).SelectMany(organization => organization.Entries())];

    /// <summary>Issues a certificate to somebody new, or to somebody whose own is over or taken back.</summary>
    /// <param name="mspId">Null: the one organization whose gateway knows the roles.</param>
    /// <param name="name">What the caller is called.</param>
    /// <param name="roles">At least one.</param>
    /// <param name="broker">The id of a broker that the organization has; null: its own staff.</param>
    public CallerEntry Add(string? mspId, string name, IReadOnlyList<string> roles, string? broker)
    {
        var organization = mspId is not null ? Named(mspId) : Only(Members().Where(member => roles.All(member.RolesOfGateway.Contains)).ToList(), roles);
        if (CallerNames.Problem(name, organization.MspId) is { } problem)
        {
            throw Mistake("CALLER_NAME_INVALID", $"'{name}' is no name for a caller: {problem}");
        }

        if (roles.FirstOrDefault(role => !organization.RolesOfGateway.Contains(role)) is { } unknown)
        {
            throw RoleUnknown(unknown, organization.MspId, organization.RolesOfGateway);
        }

        CheckBroker(organization, roles, broker);
        if (organization.Entry(name) is { State: CallerState.Valid or CallerState.NotYetValid })
        {
            throw Mistake("CALLER_EXISTS", $"{organization.MspId} has a caller {name} already; choose another name, or take its certificate back first: {Invocation.Of(home, $"caller revoke {name} --org {organization.MspId}")}");
        }

        using var authority = Open(organization.MspId, ofBrokers: broker is not null);
        authority.IssueCaller(name, string.Join(',', roles.Distinct()), broker);
        return organization.Entry(name)!;
    }

    /// <summary>Takes back every certificate that a caller has had.</summary>
    /// <param name="mspId">Null: the one organization that has a caller of that name.</param>
    /// <param name="name">Who.</param>
    public RevokedCaller Revoke(string? mspId, string name)
    {
        var organization = mspId is not null ? Named(mspId) : Holder(name);
        var entry = organization.Entry(name) ?? throw Unknown(name, organization);
        if (entry.State is CallerState.Untrusted)
        {
            throw Mistake("CALLER_UNTRUSTED", $"the certificate of {name} is of none of the authorities that {organization.MspId} has now: nobody lets it in, and none of them can take it back");
        }

        using var staff = Open(organization.MspId, ofBrokers: false);
        using var brokers = HasBrokers(organization.MspId) ? Open(organization.MspId, ofBrokers: true) : null;
        var authority = entry.Broker is null ? staff : brokers!;
        var numbers = authority.SerialNumbersOf(name);
        if (numbers.Count == 0 && entry.State is not CallerState.Revoked)
        {
            throw Mistake("CALLER_EXPIRED", $"the certificate of {name} of {organization.MspId} ended on {entry.ValidUntil:yyyy-MM-dd}: there is nothing to take back");
        }

        authority.Revoke(numbers);
        // Also when nothing is new: a command that was cut off may have left the gateway with the list before.
        CallerFiles.Publish(home, organization.MspId, brokers is null ? [staff.Revoke([])] : [staff.Revoke([]), brokers.Revoke([])]);
        var isOwn = numbers.Count > 0 && (entry.Broker is null ? entry.Roles is [var role] && role == name : entry.Broker == name);
        if (isOwn)
        {
            authority.IssueCaller(name, string.Join(',', entry.Roles), entry.Broker);
        }

        return new RevokedCaller(organization.MspId, name, numbers, home.CallersRevocationList(organization.MspId), isOwn, organization.ReadsRevocationList);
    }

    private static void CheckBroker(CallerOrganization organization, IReadOnlyList<string> roles, string? broker)
    {
        if (!roles.Contains(Roles.Broker))
        {
            if (broker is not null)
            {
                throw Mistake("BROKER_NOT_EXPECTED", $"--broker is for the role {Roles.Broker} alone");
            }

            return;
        }

        if (roles.Count > 1)
        {
            throw Mistake("BROKER_NOT_ALONE", $"the role {Roles.Broker} goes with no other: brokers are other companies, and have an authority of their own");
        }

        if (broker is null)
        {
            throw Mistake("BROKER_MISSING", $"say whose business it is with --broker: {OrNone(organization.Brokers)}");
        }

        if (!organization.Brokers.Contains(broker))
        {
            throw Mistake("BROKER_UNKNOWN", $"{organization.MspId} has no broker '{broker}'; it has {OrNone(organization.Brokers)}. A new one is added in consortium.yaml");
        }
    }

    private IReadOnlyList<CallerOrganization> Members() => _organizations.Count > 0
        ? _organizations
        : throw new ConsortiumException(ExitCodes.NotRunning, $"{home.Path} holds no consortium; begin one with `{Invocation.Of(home, "up")}`");

    private CallerOrganization Named(string mspId) => Members().FirstOrDefault(organization => organization.MspId == mspId)
        ?? throw Mistake("ORGANIZATION_UNKNOWN", $"there is no organization '{mspId}' in {home.Path}; it has {string.Join(", ", _organizations.Select(organization => organization.MspId))}");

    private CallerOrganization Only(IReadOnlyList<CallerOrganization> fitting, IReadOnlyList<string> roles) => fitting switch
    {
        [var one] => one,
        [] when roles.FirstOrDefault(role => !_organizations.Any(member => member.RolesOfGateway.Contains(role))) is { } unknown =>
            throw RoleUnknown(unknown, "no organization", [.. _organizations.SelectMany(member => member.RolesOfGateway).Distinct()]),
        [] => throw Mistake("ROLE_UNKNOWN", $"no organization has all of the roles {string.Join(", ", roles)}"),
        _ => throw Mistake("ORGANIZATION_MISSING", $"say whose caller it is with --org: {string.Join(", ", fitting.Select(member => member.MspId))}"),
    };

    private CallerOrganization Holder(string name)
    {
        var having = Members().Where(organization => organization.Names.Contains(name)).ToList();
        return having switch
        {
            [var one] => one,
            [] => throw Unknown(name, [.. _organizations]),
            _ => throw Mistake("ORGANIZATION_MISSING", $"several have a caller {name}; say with --org which: {string.Join(", ", having.Select(member => member.MspId))}"),
        };
    }

    private OrganizationMaterial Open(string mspId, bool ofBrokers)
    {
        var folder = ofBrokers ? home.BrokersAuthority(mspId) : home.CallersAuthority(mspId);
        // Opened without one, it would be made anew, and nobody's certificate of before would be good.
        if (!File.Exists(Path.Combine(folder, "ca.crt")) || !File.Exists(Path.Combine(folder, "ca.key")))
        {
            throw new ConsortiumException(ExitCodes.Environment, $"CALLER_AUTHORITY_MISSING: {folder} has no certificate and key of an authority for callers; issue where they are");
        }

        return ofBrokers ? OrganizationMaterial.OpenBrokers(home, mspId, mspId, time) : OrganizationMaterial.OpenCallers(home, mspId, mspId, time);
    }

    private bool HasBrokers(string mspId) => Directory.Exists(home.BrokersAuthority(mspId));

    private static ConsortiumException RoleUnknown(string role, string whose, IReadOnlyList<string> roles) =>
        Mistake("ROLE_UNKNOWN", $"{whose} has {(whose.StartsWith("no ", StringComparison.Ordinal) ? "a" : "no")} role '{role}'{NearNames.DidYouMean(role, roles)}; the roles are {string.Join(", ", roles)}");

    private static ConsortiumException Unknown(string name, params CallerOrganization[] members)
    {
        var names = members.SelectMany(member => member.Names).Distinct().ToList();
        return Mistake("CALLER_UNKNOWN", $"{string.Join(", ", members.Select(member => member.MspId))}: no caller is called '{name}'{NearNames.DidYouMean(name, names)}; there are {string.Join(", ", names)}");
    }

    private static string OrNone(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    private static ConsortiumException Mistake(string code, string sentence) => new(ExitCodes.InvalidInput, $"{code}: {sentence}") { Code = code };
}
