namespace Insurance.Cli.Commands;

/// <summary><c>insure restore</c>.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var file = new Argument<string>("file.tar") { Description = "What `insure backup` wrote" };
        var command = new Command("restore", "Verifies a backup and puts it into an empty state directory; starts nothing.") { file, home };
        command.SetAction((result, _) => CommandRunner.RunAsync(
            result,
            (output, token) => RunAsync(CommonOptions.HomeOf(result, home), Path.GetFullPath(result.GetValue(file)!), output, token)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, string archive, CommandOutput output, CancellationToken cancellationToken)
    {
        var manifest = await BackupRestore.RunAsync(archive, home, cancellationToken);
        output.Write(new { Home = home.Path, manifest.CreatedAt, manifest.Height, Files = manifest.Files.Count }, text =>
        {
            text.WriteLine(FormattableString.Invariant($"{home.Path} is the consortium of {manifest.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC again: {manifest.Height} blocks, {manifest.Files.Count} files."));
            text.WriteLine($"Nothing after that is on its ledger. Compare payments with the bank, and erase again whoever was erased since, before others call it. Start it with `{Invocation.Of(home, "up")}`.");
        });
        return ExitCodes.Success;
    }
}
