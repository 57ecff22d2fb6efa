namespace Insurance.Consortium.State;

/// <summary>What a state directory stays for as long as it has a ledger, running or not.</summary>
/// <param name="Network">Chosen with the first start.</param>
/// <param name="Consortium">As the last start had it: members, nodes and ports that the channel may know by now.</param>
/// <param name="Chaincodes">The definitions that the ledger was brought to.</param>
/// <param name="PortsChosen">The ports are those that <c>--base-port</c> chose, not the file's: they stay, for others know them, until it chooses others.</param>
public sealed record HomeRecord(
    NetworkKind Network, ConsortiumDescription? Consortium = null, IReadOnlyList<DeployedChaincode>? Chaincodes = null, bool PortsChosen = false)
{
    /// <summary>Null for a directory that nothing was started in yet.</summary>
    public static HomeRecord? Load(HomeDirectory home)
    {
        if (!OwnFile.IsThere(home.RecordFile))
        {
            // Made before there was a choice.
            return OwnFile.IsThere(home.DevLedgerConfiguration) ? new HomeRecord(NetworkKind.DevLedger) : null;
        }

        return OwnFile.Read<HomeRecord>(home.RecordFile, $"restore it, or begin anew with `{Invocation.Of(home, "down --wipe")}`");
    }

    public void Save(HomeDirectory home) => RestrictedFile.Write(home.RecordFile, JsonSerializer.Serialize(this, OwnFile.Json) + "\n");

    public DeployedChaincode? Deployed(string chaincode) => Chaincodes?.FirstOrDefault(item => item.Name == chaincode);

    /// <summary>The record once the ledger has come to a definition.</summary>
    public HomeRecord WithDeployed(ChaincodeDescription chaincode) => this with
    {
        Chaincodes =
        [
            .. (Chaincodes ?? []).Where(item => item.Name != chaincode.Name),
            new DeployedChaincode(chaincode.Name, chaincode.Version, chaincode.Sequence, DeployedChaincode.DigestOf(chaincode)),
        ],
    };

    /// <summary>The network that a command is for: the directory's own, which no option can change.</summary>
    public static NetworkKind Choose(HomeDirectory home, NetworkKind? wanted)
    {
        if (Load(home) is not { } record)
        {
            return wanted ?? NetworkKind.DevLedger;
        }

        return wanted is null || wanted == record.Network
            ? record.Network
            : throw new ConsortiumException(
                ExitCodes.InvalidInput,
                $"{home.Path} holds a consortium on {Name(record.Network)}, not on {Name(wanted.Value)}; choose another directory with --home, or remove its ledger with `{Invocation.Of(home, "down --wipe")}`");
    }

    private static string Name(NetworkKind kind) => kind.ToString().ToLowerInvariant();
}
