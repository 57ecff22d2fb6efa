using System.CommandLine;
using System.Security.Cryptography;
using Insurance.Cli.Commands;
using Insurance.Cli.Consortium;
using Insurance.Cli.Rendering;
using Insurance.Cli.Running;

namespace Insurance.Cli.Calls;

/// <summary>Options that say which gateway is called and as whom: one of a consortium of this machine, or any other.</summary>
internal sealed class CallerOptions
{
    private readonly Option<string> _home = CommonOptions.Home();
    private readonly Option<string?> _organization = new("--organization")
    {
        Description = "Whose gateway is asked, of the consortium in the state directory (default: a regulator's, else the first)",
        HelpName = "MSP id",
    };

    private readonly Option<string> _role = new("--as")
    {
        Description = "The role or broker of the caller",
        DefaultValueFactory = _ => Roles.Auditor,
        HelpName = "role",
    };

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
            return Connect(elsewhere, result);
        }

        var home = CommonOptions.HomeOf(result, _home);
        var state = await LedgerNetworks.LoadStateAsync(home, cancellationToken);
        if (state is not { Ready: true, AnyAlive: true })
        {
            throw new CliException(ExitCodes.NotRunning, $"no consortium runs from {home.Path}; start it with `{Invocation.Of(home, "up")}`, or name a gateway elsewhere with --gateway");
        }

        var addresses = GatewayAddress.AllOf(state.Consortium);
        var wanted = result.GetValue(_organization)
            ?? state.Consortium.WithGateway.FirstOrDefault(organization => organization.Kind == OrganizationKind.Regulator)?.MspId
            ?? addresses[0].MspId;
        var address = addresses.FirstOrDefault(item => item.MspId == wanted)
            ?? throw new CliException(ExitCodes.InvalidInput, $"--organization is '{wanted}'; choose {string.Join(", ", addresses.Select(item => item.MspId))}");
        return new GatewayConnection(home, address, result.GetValue(_role)!);
    }

    private GatewayConnection Connect(string elsewhere, ParseResult result)
    {
        if (!Uri.TryCreate(elsewhere, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new CliException(ExitCodes.InvalidInput, $"--gateway is '{elsewhere}'; give an address that begins with https://");
        }

        try
        {
            return new GatewayConnection(address, Path(_certificate), Path(_key), Path(_authority));
        }
        catch (CryptographicException exception)
        {
            throw new CliException(ExitCodes.InvalidInput, $"a file of --cert, --key or --ca cannot be used: {exception.Message}");
        }

        string Path(Option<string?> option) => result.GetValue(option) is not { } path
            ? throw new CliException(ExitCodes.InvalidInput, $"--gateway needs {option.Name} too")
            : System.IO.File.Exists(path) ? path : throw new CliException(ExitCodes.InvalidInput, $"{option.Name} names {path}, which does not exist");
    }

    private static Option<string?> File(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
