namespace Fabric.DevLedger.Commands;

/// <summary><c>devledger backup</c>: copies a ledger that may be in use.</summary>
internal static class LedgerBackupCommand
{
    /// <summary>The two folders of a command line; null when it is not this command.</summary>
    public static (string Ledger, string Destination)? Parse(IReadOnlyList<string> arguments) => arguments switch
    {
        ["backup", "--ledger", var ledger, "--to", var destination] => (ledger, destination),
        ["backup", "--to", var destination, "--ledger", var ledger] => (ledger, destination),
        _ => null,
    };

    /// <summary>Copies, and says on two lines: when it is settled which blocks the copy will have, and when it is there.</summary>
    /// <exception cref="InvalidConfigurationException">A folder cannot be used.</exception>
    /// <exception cref="LedgerDamagedException">The ledger is damaged.</exception>
    /// <exception cref="SqliteException">The disk gives or takes nothing.</exception>
    public static void Run(string ledger, string destination, TextWriter output)
    {
        var tip = LedgerBackup.Run(Path.GetFullPath(ledger), Path.GetFullPath(destination), height => Report(FormattableString.Invariant($"PINNED {height} blocks")));
        Report(string.Create(CultureInfo.InvariantCulture, $"COPIED {tip.Height} blocks; the last is {Convert.ToHexStringLower(tip.Hash)}"));

        void Report(string line)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
