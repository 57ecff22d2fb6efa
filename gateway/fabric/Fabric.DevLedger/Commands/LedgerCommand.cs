namespace Fabric.DevLedger.Commands;

/// <summary>What the program does with a ledger that is not in use: <c>verify</c>, <c>rebuild</c> and <c>accept-height</c>.</summary>
internal static class LedgerCommand
{
    public const string Usage = """
        usage: devledger --config <file.json>
               devledger verify --config <file.json>
               devledger rebuild --config <file.json>
               devledger accept-height --height <blocks> --config <file.json>
               devledger backup --ledger <directory> --to <directory>
               devledger --version
        """;

    /// <summary>The command of a command line and its configuration; null when it is none.</summary>
    public static (Func<LedgerOpening, string> Run, string Configuration)? Parse(IReadOnlyList<string> arguments) => arguments switch
    {
        ["verify", "--config", var path] => (Verify, path),
        ["rebuild", "--config", var path] => (Rebuild, path),
        ["accept-height", "--height", var height, "--config", var path] when Number(height) is { } blocks => (opening => Accept(opening, blocks), path),
        ["accept-height", "--config", var path, "--height", var height] when Number(height) is { } blocks => (opening => Accept(opening, blocks), path),
        _ => null,
    };

    /// <summary>Runs a command on the ledger of a configuration; what it answers.</summary>
    /// <exception cref="InvalidConfigurationException">The configuration or the command does not fit.</exception>
    /// <exception cref="LedgerDamagedException">The ledger is damaged.</exception>
    /// <exception cref="SqliteException">The disk gives or takes nothing.</exception>
    public static string Run(Func<LedgerOpening, string> command, DevLedgerOptions options, ILoggerFactory loggers)
    {
        using var file = new LedgerFile(options.DataDirectory);
        return command(new LedgerOpening(
            file,
            options.Chaincodes,
            ChannelMaterial.Load(options).Chaincodes,
            new VerificationLimits(),
            TimeProvider.System,
            loggers.CreateLogger<LedgerOpening>()));
    }

    private static string Verify(LedgerOpening opening) => opening.Verify() is { } tip
        ? string.Create(CultureInfo.InvariantCulture, $"VERIFIED {tip.Height} blocks: the chain, and all state, history, events and private values by it; the last is {Convert.ToHexStringLower(tip.Hash)}")
        : "VERIFIED 0 blocks";

    private static string Rebuild(LedgerOpening opening)
    {
        var report = opening.Rebuild();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"REBUILT {report.Tip.Height} blocks; {report.PrivateValues} private values taken over, {report.LostPrivateValues} lost. The old file is {report.OldFile}; delete it when you need it no more, since it holds private values.");
    }

    private static string Accept(LedgerOpening opening, ulong height)
    {
        opening.Accept(height);
        return string.Create(CultureInfo.InvariantCulture, $"ACCEPTED {height} blocks as all there are");
    }

    private static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
