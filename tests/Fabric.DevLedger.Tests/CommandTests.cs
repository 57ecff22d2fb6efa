namespace Fabric.DevLedger.Tests;

/// <summary>What the program does with a ledger that is not in use.</summary>
public class CommandTests
{
    [Fact]
    public async Task Commands_OnADamagedLedger_NameTheDamageAndMendIt()
    {
        using var consortium = new TestConsortium();
        using (var ledger = await LedgerProcess.StartAsync(consortium))
        {
            await ledger.Contract().SubmitAsync("put", "k", "v");
            (await LedgerProcess.RunAsync(consortium, ["verify"])).Code.ShouldBe(2, "it is in use");
            await ledger.StopAsync();
        }

        var intact = await LedgerProcess.RunAsync(consortium, ["verify"]);
        intact.Output.ShouldStartWith("VERIFIED 2 blocks");
        intact.Code.ShouldBe(0);
        using (var database = Database.Open(consortium.LedgerPath, readOnly: false, 1024))
        {
            database.Execute("UPDATE state SET value = x'99'");
        }

        var (started, why) = await LedgerProcess.RunAsync(consortium);
        started.ShouldBe(3);
        why.ShouldContain("the ledger is damaged: key basic/k has a value other than block 1 gave it");
        var damaged = await LedgerProcess.RunAsync(consortium, ["verify"]);
        damaged.Code.ShouldBe(3);
        damaged.Errors.ShouldContain("key basic/k");

        var rebuilt = await LedgerProcess.RunAsync(consortium, ["rebuild"]);
        rebuilt.Code.ShouldBe(0, rebuilt.Errors);
        rebuilt.Output.ShouldStartWith("REBUILT 2 blocks; 0 private values taken over, 0 lost.");
        File.Delete(Path.Combine(Path.GetDirectoryName(consortium.LedgerPath)!, "height"));
        (await LedgerProcess.RunAsync(consortium, ["verify"])).Code.ShouldBe(3);
        (await LedgerProcess.RunAsync(consortium, ["accept-height", "--height", "3"])).Code.ShouldBe(2);
        (await LedgerProcess.RunAsync(consortium, ["accept-height", "--height", "2"])).Code.ShouldBe(0);

        using var again = await LedgerProcess.StartAsync(consortium);
        (await again.Contract().EvaluateAsync("get", "k")).ShouldBe("v");
        await again.StopAsync();
    }
}
