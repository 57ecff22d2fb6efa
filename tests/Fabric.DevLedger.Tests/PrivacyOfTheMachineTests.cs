namespace Fabric.DevLedger.Tests;

/// <summary>Other users of the machine read nothing of the ledger, and its chaincode nothing of the operator's environment.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class PrivacyOfTheMachineTests
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public async Task Ledger_New_IsItsOwnersAlone()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.Contract().SubmitAsync("put", "k", "v");
        ShouldBeClosed(ledger);
    }

    [Fact]
    public async Task Ledger_ThatWasOpen_IsClosedAtTheStart()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.StopServerAsync();
        var folder = Path.GetDirectoryName(ledger.Consortium.LedgerPath)!;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(ledger.Consortium.LedgerPath, (UnixFileMode)0b110_100_100);
        using (var opened = new LedgerFile(folder))
        {
            opened.FoundOpen.ShouldBe([$"{folder} (755)", $"{ledger.Consortium.LedgerPath} (644)"]);
        }

        await ledger.StartServerAsync();

        await ledger.Contract().SubmitAsync("put", "k", "v");
        ShouldBeClosed(ledger);
    }

    [Fact]
    public async Task Chaincode_SeesNoSecretOfTheOperator()
    {
        var folder = Directory.CreateTempSubdirectory("devledger-environment-");
        Environment.SetEnvironmentVariable("OPERATORS_SECRET", "top-secret");
        try
        {
            var seen = Path.Combine(folder.FullName, "seen");
            await using var host = new PipeChaincodeHost(
                "basic",
                ["/bin/sh", "-c", "env > seen.new; mv seen.new seen; cat"],
                new Dictionary<string, string> { ["NAMED"] = "by the configuration" },
                folder.FullName,
                TimeProvider.System,
                NullLogger.Instance);
            using var given = new CancellationTokenSource();
            var start = host.StartAsync(given.Token);
            for (var tries = 0; tries < 3000 && !File.Exists(seen); tries++)
            {
                await Task.Delay(10);
            }

            await given.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(start);
            var environment = await File.ReadAllTextAsync(seen);
            environment.ShouldContain("PATH=");
            environment.ShouldContain("NAMED=by the configuration");
            environment.ShouldNotContain("top-secret");
        }
        finally
        {
            Environment.SetEnvironmentVariable("OPERATORS_SECRET", null);
            folder.Delete(recursive: true);
        }
    }

    private static void ShouldBeClosed(TestLedger ledger)
    {
        var folder = Path.GetDirectoryName(ledger.Consortium.LedgerPath)!;
        foreach (var path in Directory.GetFileSystemEntries(folder).Append(folder))
        {
            (File.GetUnixFileMode(path) & Others).ShouldBe(UnixFileMode.None, path);
        }
    }
}
