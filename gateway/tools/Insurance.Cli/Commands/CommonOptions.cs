namespace Insurance.Cli.Commands;

/// <summary>Options that several commands take, so that they read the same everywhere.</summary>
internal static class CommonOptions
{
    /// <summary>The state directory of a command that names none.</summary>
    public static Option<string> Home() => new("--home")
    {
        Description = "State directory: certificates, configuration, ledger, logs",
        DefaultValueFactory = _ => HomeDirectory.Usual,
        HelpName = "directory",
    };

    public static Option<string?> Config() => new("--config")
    {
        Description = "Description of the consortium (default: network/consortium.yaml of the repository)",
        HelpName = "consortium.yaml",
    };

    public static Option<int?> BasePort()
    {
        var option = new Option<int?>("--base-port")
        {
            Description = "First port: peers count up from it, then gateways, then all else; 0 chooses free ports (default: the ports of the file)",
            HelpName = "port",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var port) || port is < 0 or (> 0 and < 1024) or > 65_000))
            {
                result.AddError($"--base-port is '{result.Tokens[0].Value}'; choose 0, or a port from 1024 to 65000");
            }
        });
        return option;
    }

    /// <summary>Nothing said, neither here nor in the environment: the network that the state directory is of.</summary>
    public static Option<NetworkKind?> Network() => new("--network")
    {
        Description = "What keeps the ledger: devledger, fabric or docker (default: INSURE_NETWORK, else the network of the state directory, else devledger)",
        HelpName = "network",
        CustomParser = result =>
        {
            if (ParseNetwork(result.Tokens[0].Value) is { } kind)
            {
                return kind;
            }

            result.AddError($"--network is '{result.Tokens[0].Value}'; choose devledger, fabric or docker");
            return null;
        },
    };

    public static NetworkKind? NetworkOf(ParseResult result, Option<NetworkKind?> option)
    {
        if (result.GetValue(option) is { } kind)
        {
            return kind;
        }

        return Environment.GetEnvironmentVariable("INSURE_NETWORK") is not { Length: > 0 } text
            ? null
            : ParseNetwork(text) ?? throw new ConsortiumException(ExitCodes.InvalidInput, $"INSURE_NETWORK is '{text}'; choose devledger, fabric or docker");
    }

    public static Option<int> Timeout() => Positive("--timeout", "Seconds that everything may take until it answers", 90, 3600);

    /// <summary>Every command has it: the root command hands it on to all. Commands read it from their <see cref="CommandOutput"/>.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Prints one JSON document on standard output, errors too", Recursive = true };

    public static Option<int> Positive(string name, string description, int value, int maximum)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "number" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var number) || number < 1 || number > maximum))
            {
                result.AddError($"{name} is '{result.Tokens[0].Value}'; choose a number from 1 to {maximum}");
            }
        });
        return option;
    }

    private static NetworkKind? ParseNetwork(string text) =>
        Enum.GetValues<NetworkKind>().Cast<NetworkKind?>().FirstOrDefault(kind => string.Equals($"{kind}", text, StringComparison.OrdinalIgnoreCase));

    public static HomeDirectory HomeOf(ParseResult result, Option<string> option) => result.GetValue(option) is { Length: > 0 } path && !path.Contains('\0')
        ? new(path)
        : throw new ConsortiumException(ExitCodes.InvalidInput, "--home names no directory");
}
