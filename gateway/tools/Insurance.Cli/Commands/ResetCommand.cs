namespace Insurance.Cli.Commands;

/// <summary><c>insure reset</c>.</summary>
internal static class ResetCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var keep = new Option<bool>("--keep-certificates") { Description = "Organizations, their keys and the callers' certificates stay as they are" };
        var yes = new Option<bool>("--yes") { Description = "Every record and all personal data are to be removed" };
        var command = new Command("reset", "Removes the ledger, the gateways' stores and the logs of a consortium on DevLedger; its ports stay. The next `insure up` begins anew.") { keep, yes, home };
        command.SetAction((result, _) => CommandRunner.RunAsync(
            result,
            (output, token) => RunAsync(CommonOptions.HomeOf(result, home), result.GetValue(keep), result.GetValue(yes), output, token)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, bool keep, bool yes, CommandOutput output, CancellationToken cancellationToken)
    {
        if (!OwnFile.IsThere(home.Path))
        {
            Write(output, home, removed: false, keep, $"Nothing to remove: there is no {home.Path}.");
            return ExitCodes.Success;
        }

        using var homeLock = HomeLock.Take(home);
        if (HomeRecord.Load(home) is not { } record)
        {
            Write(output, home, removed: false, keep, $"Nothing to remove: {home.Path} holds no consortium.");
            return ExitCodes.Success;
        }

        if (record.Network != NetworkKind.DevLedger)
        {
            throw new ConsortiumException(
                ExitCodes.InvalidInput,
                $"RESET_DEVLEDGER_ONLY: {home.Path} holds a consortium on {record.Network.ToString().ToLowerInvariant()}, whose channel names its certificates; begin anew with `{Invocation.Of(home, "down --wipe")}`");
        }

        if (await LedgerNetworks.LoadStateAsync(home, cancellationToken) is { AnyAlive: true })
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"CONSORTIUM_RUNS: the consortium in {home.Path} runs; stop it first with `{Invocation.Of(home, "down")}`");
        }

        if (!yes)
        {
            var certificates = keep ? "" : ", every certificate and key";
            throw new ConsortiumException(ExitCodes.InvalidInput, $"RESET_NOT_CONFIRMED: this removes the ledger of {home.Path}, all personal data, the tokens of policyholders{certificates} and the logs for good; say so with --yes");
        }

        Remove(home, keep);
        (record with { Chaincodes = null }).Save(home);
        Write(output, home, removed: true, keep, keep
            ? $"Removed the ledger, the stores and the logs of {home.Path}; certificates, keys and ports stay."
            : $"Removed the ledger, the stores, the certificates and the logs of {home.Path}; its ports stay.");
        return ExitCodes.Success;
    }

    private static void Write(CommandOutput output, HomeDirectory home, bool removed, bool keep, string reported) => output.Write(
        new { Home = home.Path, Removed = removed, CertificatesKept = keep }, text => text.WriteLine(reported));

    private static void Remove(HomeDirectory home, bool keep)
    {
        // The ledger first: stores without their ledger are made anew, a ledger without its stores is refused.
        List<string> folders = [home.LedgerData, .. keep ? States(home) : [home.Organizations, home.Callers], home.Logs];
        foreach (var folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        File.Delete(home.StateFile);
    }

    private static List<string> States(HomeDirectory home) => Directory.Exists(home.Organizations)
        ? [.. Directory.EnumerateDirectories(home.Organizations).Select(path => home.GatewayState(Path.GetFileName(path)))]
        : [];
}
