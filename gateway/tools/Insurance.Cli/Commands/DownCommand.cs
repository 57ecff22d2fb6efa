namespace Insurance.Cli.Commands;

/// <summary><c>insure down</c>.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var wipe = new Option<bool>("--wipe") { Description = "Also removes the ledger, the certificates and the logs" };
        var command = new Command("down", "Stops what `insure up` started.") { home, wipe };
        command.SetAction((result, _) => CommandRunner.RunAsync(
            result,
            (output, _) => RunAsync(CommonOptions.HomeOf(result, home), result.GetValue(wipe), output)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, bool wipe, CommandOutput output)
    {
        if (!OwnFile.IsThere(home.Path))
        {
            Write(output, home, 0, [], wiped: false, [$"Nothing runs: there is no {home.Path}."]);
            return ExitCodes.Success;
        }

        using var homeLock = HomeLock.Take(home);
        var (stopped, killed) = await ConsortiumStopper.StopAsync(home);
        List<string> reported = [stopped == 0 ? "Nothing was running." : $"Stopped {stopped} processes."];
        if (killed.Count > 0)
        {
            reported.Add($"These did not end within {ConsortiumStopper.Grace.TotalSeconds:0} s of SIGTERM and were killed: {string.Join(", ", killed)}.");
        }

        if (wipe)
        {
            if (Record(home) is { } record)
            {
                await LedgerNetworks.Create(record.Network, home, ProgramLocator.ForThisProcess, CommandRunner.Progress).WipeAsync(CancellationToken.None);
            }

            Wipe(home);
            reported.Add($"Removed the ledger, certificates and logs of {home.Path}.");
        }

        Write(output, home, stopped, killed, wipe, reported);

        return ExitCodes.Success;
    }

    private static void Write(CommandOutput output, HomeDirectory home, int stopped, IReadOnlyList<string> killed, bool wiped, IReadOnlyList<string> reported) =>
        output.Write(new { Home = home.Path, Stopped = stopped, Killed = killed, Wiped = wiped }, text =>
        {
            foreach (var line in reported)
            {
                text.WriteLine(line);
            }
        });

    /// <summary>Without a record that can be read there is nothing to ask a network for; the files go all the same.</summary>
    private static HomeRecord? Record(HomeDirectory home)
    {
        try
        {
            return HomeRecord.Load(home);
        }
        catch (ConsortiumException exception)
        {
            CommandRunner.Progress($"{exception.Message}. Going on; volumes of docker, if there are any, stay");
            return null;
        }
    }

    /// <summary>Only what this program makes: the directory may hold other things of the user's.</summary>
    private static void Wipe(HomeDirectory home)
    {
        foreach (var directory in new[] { home.LedgerData, home.Fabric, home.Organizations, home.Callers, home.Logs }.Where(Directory.Exists))
        {
            Directory.Delete(directory, recursive: true);
        }

        File.Delete(home.DevLedgerConfiguration);
        File.Delete(home.RecordFile);
    }
}
