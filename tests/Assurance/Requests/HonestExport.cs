namespace Assurance.Requests;

/// <summary>
/// What a supervisor takes away after all that is VERIFIED still: the auditor judges every transaction, the invalid ones among
/// them, as the ledger did.
/// </summary>
internal static class HonestExport
{
    public static async Task JudgeAsync(TestConsortium consortium, Tally tally)
    {
        using var files = new TemporaryHome();
        var export = files.File("all.export");
        var exported = await InsureCommand.RunAsync("audit", "export", "--home", consortium.Home, "--organization", TestConsortium.Regulator, "--out", export);
        if (exported.ExitCode != 0)
        {
            tally.Break(Zero.Unverified, $"audit export: rc {exported.ExitCode} {exported.Errors.ReplaceLineEndings(" ")}");
            return;
        }

        var verified = await InsureCommand.RunAsync("audit", "verify", export);
        tally.Note($"audit verify: {verified.Output.Split('\n')[0]}");
        if (verified.ExitCode != 0 || !verified.Output.StartsWith("VERIFIED ", StringComparison.Ordinal))
        {
            tally.Break(Zero.Unverified, $"audit verify: rc {verified.ExitCode} {verified.Output.ReplaceLineEndings(" ")} {verified.Errors.ReplaceLineEndings(" ")}");
        }
    }
}
