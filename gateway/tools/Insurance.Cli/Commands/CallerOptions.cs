using System.Security.Cryptography;

namespace Insurance.Cli.Commands;

/// <summary>Options that say which gateway is called and as whom: one of a consortium of this machine, or any other.</summary>
/// <param name="organizationDefault">Whose gateway it is that nobody names.</param>
/// <param name="roleDefault">As whom it is called when nobody says.</param>
internal sealed class CallerOptions(string organizationDefault = "a regulator's, else the first", string roleDefault = Roles.Auditor)
{
    private readonly Option<string> _home = CommonOptions.Home();
    private readonly Option<string?> _organization = Organization(organizationDefault);
    private readonly Option<string?> _role = Role(roleDefault);
    private readonly Option<string?> _gateway = File("--gateway", "Address of a gateway elsewhere, such as https://gateway.example:8441", "address");
    private readonly Option<string?> _certificate = File("--cert", "With --gateway: the caller's certificate in PEM", "file");
    private readonly Option<string?> _key = File("--key", "With --gateway: its key in PEM", "file");
    private readonly Option<string?> _authority = File("--ca", "With --gateway: the organization's certificate authority in PEM", "file");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _organization, _role, _home, _gateway, _certificate, _key, _authority })
        {
            command.Options.Add(option);
        }
    }

    public async Task<GatewayConnection> ConnectAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(_gateway) is { } elsewhere)
        {
            return Elsewhere(elsewhere, result);
        }

        var (home, state) = await RunningAsync(result, cancellationToken);
        var addresses = GatewayAddress.AllOf(state);
        var wanted = result.GetValue(_organization)
            ?? state.WithGateway.FirstOrDefault(organization => organization.Kind == OrganizationKind.Regulator)?.MspId
            ?? addresses[0].MspId;
        return Here(home, Named(addresses, wanted), result.GetValue(_role) ?? Roles.Auditor);
    }

    /// <summary>For a method: where nobody says, a gateway that offers it, as somebody who may call it.</summary>
    public async Task<GatewayConnection> ConnectAsync(ParseResult result, MethodRule rule, CancellationToken cancellationToken)
    {
        if (result.GetValue(_gateway) is { } elsewhere)
        {
            return rule.ByToken ? GatewayConnection.WithoutCertificate(Address(elsewhere), Existing(result, _authority)) : Elsewhere(elsewhere, result);
        }

        var (home, state) = await RunningAsync(result, cancellationToken);
        var address = result.GetValue(_organization) is { } wanted
            ? Named(GatewayAddress.AllOf(state), wanted)
            : Offering(state, rule);
        if (rule.ByToken)
        {
            return GatewayConnection.WithoutCertificate(address.Uri, home.CaCertificate(address.MspId));
        }

        // No caller is called broker: each has the name of its own.
        return Here(home, address, result.GetValue(_role) ?? (rule.Roles.Contains(Roles.Auditor) ? Roles.Auditor : rule.Roles.First(role => role != Roles.Broker)));
    }

    private async Task<(HomeDirectory Home, ConsortiumDescription Consortium)> RunningAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var home = CommonOptions.HomeOf(result, _home);
        var state = await LedgerNetworks.LoadStateAsync(home, cancellationToken);
        return state is { Ready: true, AnyAlive: true }
            ? (home, state.Consortium)
            : throw new ConsortiumException(ExitCodes.NotRunning, $"no consortium runs from {home.Path}; start it with `{Invocation.Of(home, "up")}`, or name a gateway elsewhere with --gateway");
    }

    /// <summary>What every member answers alike may be asked of the first; what is one member's own must be asked of that one.</summary>
    private static GatewayAddress Offering(ConsortiumDescription consortium, MethodRule rule)
    {
        var offering = consortium.WithGateway.Where(organization => rule.Kinds.Contains(organization.Kind)).Select(organization => organization.MspId).ToList();
        var isAnybodys = !rule.Writes && rule.Kinds.Count == KindCapabilities.All.Count;
        if (offering.Count == 0)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"ORGANIZATION_UNKNOWN: no organization of the consortium offers it: it is for {string.Join(" or ", rule.Kinds).ToLowerInvariant()}") { Code = "ORGANIZATION_UNKNOWN" };
        }

        return offering.Count == 1 || isAnybodys
            ? Named(GatewayAddress.AllOf(consortium), offering[0])
            : throw new ConsortiumException(ExitCodes.InvalidInput, $"ORGANIZATION_MISSING: say with --org whose gateway is called: {string.Join(", ", offering)}") { Code = "ORGANIZATION_MISSING" };
    }

    private static GatewayAddress Named(IReadOnlyList<GatewayAddress> addresses, string wanted) => addresses.FirstOrDefault(item => item.MspId == wanted)
        ?? throw new ConsortiumException(
            ExitCodes.InvalidInput,
            $"ORGANIZATION_UNKNOWN: --organization is '{wanted}'{NearNames.DidYouMean(wanted, addresses.Select(item => item.MspId))}; choose {string.Join(", ", addresses.Select(item => item.MspId))}")
        { Code = "ORGANIZATION_UNKNOWN" };

    private static GatewayConnection Here(HomeDirectory home, GatewayAddress address, string caller)
    {
        var names = CallerFiles.Names(home, address.MspId);
        return names.Count == 0 || names.Contains(caller)
            ? new GatewayConnection(home, address, caller)
            : throw new ConsortiumException(
                ExitCodes.InvalidInput,
                $"CALLER_UNKNOWN: {address.MspId} has no caller '{caller}'{NearNames.DidYouMean(caller, names)}; --as takes {string.Join(", ", names)}")
            { Code = "CALLER_UNKNOWN" };
    }

    private GatewayConnection Elsewhere(string elsewhere, ParseResult result)
    {
        var address = Address(elsewhere);
        try
        {
            return new GatewayConnection(address, Existing(result, _certificate), Existing(result, _key), Existing(result, _authority));
        }
        catch (CryptographicException exception)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"a file of --cert, --key or --ca cannot be used: {exception.Message}");
        }
    }

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
        ? address
        : throw new ConsortiumException(ExitCodes.InvalidInput, $"--gateway is '{text}'; give an address that begins with https://");

    private static string Existing(ParseResult result, Option<string?> option) => result.GetValue(option) is not { } path
        ? throw new ConsortiumException(ExitCodes.InvalidInput, $"--gateway needs {option.Name} too")
        : System.IO.File.Exists(path) ? path : throw new ConsortiumException(ExitCodes.InvalidInput, $"{option.Name} names {path}, which does not exist");

    private static Option<string?> Organization(string otherwise)
    {
        var option = new Option<string?>("--organization", "--org")
        {
            Description = $"Whose gateway is asked, of the consortium in the state directory (default: {otherwise})",
            HelpName = "MSP id",
        };
        option.CompletionSources.Add(HomeCompletions.Organizations);
        return option;
    }

    private static Option<string?> Role(string otherwise)
    {
        var option = new Option<string?>("--as")
        {
            Description = $"The role or broker of the caller, or whom `insure caller add` has added (default: {otherwise})",
            HelpName = "role",
        };
        option.CompletionSources.Add(HomeCompletions.Callers);
        return option;
    }

    private static Option<string?> File(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
