namespace Insurance.Cli.Commands;

/// <summary>Every command of <c>insure</c>.</summary>
internal static class InsureRoot
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Runs a consortium of insurers, a reinsurer and a regulator on this machine.")
        {
            UpCommand.Create(),
            DownCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
            ResetCommand.Create(),
            StatusCommand.Create(),
            LogsCommand.Create(),
            ClockCommand.Create(),
            SeedCommand.Create(),
            DemoCommand.Create(),
            CallCommand.Create(),
            CallerCommand.Create(),
            SettleCommand.Create(),
            NetworkCommand.Create(),
            AuditCommand.Create(),
            VerifyCommand.Create(),
            CompletionCommand.Create(),
            CommonOptions.Json,
        };
        MethodHelp.AddTo(root);
        return root;
    }
}
