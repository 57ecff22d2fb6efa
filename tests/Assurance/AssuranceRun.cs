using Assurance.Damage;
using Assurance.Floods;
using Assurance.Kills;

namespace Assurance;

/// <summary>The parts, one after the other on one consortium.</summary>
internal static class AssuranceRun
{
    public static async Task<Tally> RunAsync(Sizes sizes, CancellationToken stop)
    {
        var tally = new Tally();
        var fixture = new ConsortiumFixture();
        await fixture.InitializeAsync();
        try
        {
            foreach (var part in sizes.Parts)
            {
                try
                {
                    // A part that is stopped goes on until the program ends; the consortium under it is taken down.
                    await Task.Run(() => OnAsync(part, sizes, fixture, tally), stop).WaitAsync(stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    tally.Break(Zero.Unfinished, $"{part}: stopped from outside");
                    break;
                }
                catch (Exception error)
                {
                    // The other parts, and what was counted until here, are reported all the same.
                    tally.Break(Zero.Unfinished, $"{part}: {error}");
                }
            }
        }
        finally
        {
            await fixture.DisposeAsync();
        }

        return tally;
    }

    private static async Task OnAsync(string part, Sizes sizes, ConsortiumFixture fixture, Tally tally)
    {
        Console.WriteLine($"{DateTime.UtcNow:T} {part}");
        await fixture.Consortium.UpAsync();
        await RunAsync(part, sizes, fixture, tally);
    }

    public static async Task RunAsync(string part, Sizes sizes, ConsortiumFixture fixture, Tally tally)
    {
        switch (part)
        {
            case "requests":
                using (var gateway = new GatewayAttack(fixture, tally))
                {
                    await gateway.RunAsync(sizes.GatewayRequests, sizes.Seed);
                }

                // Fabric's own servers are not ours to try.
                if (!LedgerUnderTest.IsFabric)
                {
                    using var ledger = new LedgerAttack(fixture, tally);
                    await ledger.RunAsync(sizes.LedgerRequests, sizes.Seed);
                }

                await HonestExport.JudgeAsync(fixture.Consortium, tally);
                break;
            case "kills":
                await new KillRun(fixture, tally).RunAsync(sizes.Kills, sizes.Seed);
                await HonestExport.JudgeAsync(fixture.Consortium, tally);
                break;
            case "flips" when !LedgerUnderTest.IsFabric:
                await new BitFlips(fixture, tally).RunAsync(sizes.Flips, sizes.Seed);
                break;
            case "floods":
                await new FloodRun(fixture, tally).RunAsync(sizes.Floods);
                break;
            default:
                tally.Note($"{part}: not on Fabric, whose files are its own");
                break;
        }
    }
}
