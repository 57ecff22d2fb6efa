namespace Insurance.Cli.Commands;

/// <summary><c>insure backup</c>.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var file = new Argument<string>("file.tar") { Description = "The archive to write; it holds every key of the consortium" };
        var command = new Command("backup", "Writes ledger, stores, keys and certificates of a consortium on DevLedger into one file. It may run meanwhile.") { file, home };
        command.SetAction((result, _) => CommandRunner.RunAsync(
            result,
            (output, token) => RunAsync(CommonOptions.HomeOf(result, home), result.GetValue(file)!, output, token)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, string file, CommandOutput output, CancellationToken cancellationToken)
    {
        var archive = Path.GetFullPath(file);
        if (!OwnFile.IsThere(home.Path))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"BACKUP_NO_CONSORTIUM: there is no {home.Path}; name the consortium's directory with --home");
        }

        using var homeLock = HomeLock.Take(home);
        var manifest = await new BackupWriter(home, ProgramLocator.ForThisProcess, TimeProvider.System).WriteAsync(archive, cancellationToken);
        var bytes = new FileInfo(archive).Length;
        output.Write(
            new { File = archive, manifest.CreatedAt, manifest.Height, Files = manifest.Files.Count, Bytes = bytes },
            text => text.WriteLine(FormattableString.Invariant($"{archive} holds {manifest.Height} blocks and {manifest.Files.Count} files, {bytes} bytes. It opens every record and all personal data: keep it as you keep the keys.")));
        return ExitCodes.Success;
    }
}
