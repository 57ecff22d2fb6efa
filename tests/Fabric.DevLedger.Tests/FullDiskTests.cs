using System.Diagnostics;
using System.Globalization;
using Fabric.Client;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

/// <summary>A disk that takes nothing more, and then does again.</summary>
public class FullDiskTests
{
    [Fact]
    public async Task FileCannotGrow_RefusesAndSaysSo_AndWorksAgainByItself()
    {
        using var consortium = new TestConsortium();
        using (var ledger = await LedgerProcess.StartAsync(consortium))
        {
            await FailAndRecoverAsync(
                ledger,
                () => Limit(ledger, new FileInfo(consortium.LedgerPath + "-wal").Length.ToString(CultureInfo.InvariantCulture)),
                () => Limit(ledger, "unlimited"));
            await ledger.KillAsync();
        }

        using var second = await LedgerProcess.StartAsync(consortium);
        (await second.Contract().EvaluateAsync("get", "k")).ShouldBe("after");
    }

    [TmpfsFact]
    public async Task DiskFull_RefusesAndSaysSo_AndWorksAgainByItself()
    {
        using var disk = new Tmpfs(16);
        using var consortium = new TestConsortium();
        using (var ledger = await LedgerProcess.StartAsync(consortium, disk.Folder))
        {
            // Known before a transaction meets it.
            disk.Fill();
            (await ledger.ProblemAsync()).ShouldNotBeNull().ShouldContain("are free on its disk");
            disk.Free();

            await FailAndRecoverAsync(ledger, disk.Fill, disk.Free);
            await ledger.KillAsync();
        }

        using (var second = await LedgerProcess.StartAsync(consortium, disk.Folder))
        {
            (await second.Contract().EvaluateAsync("get", "k")).ShouldBe("after");
            await second.StopAsync();
        }

        // A start is no damage either, whether or not the little that it writes fits.
        disk.Fill();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            using var third = await LedgerProcess.StartAsync(consortium, disk.Folder);
            (await third.Contract().EvaluateAsync("get", "k")).ShouldBe("after");
        }
        catch (InvalidOperationException e)
        {
            e.Message.ShouldNotContain("damaged");
        }
    }

    private static async Task FailAndRecoverAsync(LedgerProcess ledger, Action fill, Action free)
    {
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k", "before");
        (await ledger.ProblemAsync()).ShouldBeNull();

        fill();
        var refused = await Should.ThrowAsync<SubmitException>(() => contract.SubmitAsync("put", "k", new string('x', 100_000)));
        refused.StatusCode.ShouldBe(StatusCode.Unavailable);
        refused.Details.Single().Message.ShouldStartWith("the ledger cannot be written: ");
        (await ledger.ProblemAsync()).ShouldNotBeNull().ShouldStartWith("the ledger cannot be written: ");
        (await Should.ThrowAsync<SubmitException>(() => contract.SubmitAsync("put", "k", "x"))).StatusCode.ShouldBe(StatusCode.Unavailable);
        (await contract.EvaluateAsync("get", "k")).ShouldBe("before");

        free();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await ledger.ProblemAsync() is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }

        await contract.SubmitAsync("put", "k", "after");
        (await contract.EvaluateAsync("get", "k")).ShouldBe("after");
    }

    private static void Limit(LedgerProcess ledger, string bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", ledger.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:unlimited"]);
        prlimit.WaitForExit();
        prlimit.ExitCode.ShouldBe(0);
    }
}
