using Fabric.Client;

namespace Assurance.Damage;

/// <summary>
/// One bit turned over in the ledger's file, its log, its height, or in what a gateway keeps; then the program is started on it
/// as on any other day. It says what is wrong and does not serve, or serves what was there before.
/// </summary>
internal sealed class BitFlips(ConsortiumFixture fixture, Tally tally)
{
    public const string Part = "bit flips";

    private const int Keys = 150;
    private const int Persons = 12;

    private TestConsortium Consortium => fixture.Consortium;

    public async Task RunAsync(int flips, int seed)
    {
        await FillAsync();
        // As a crash leaves it: the newest blocks in the log alone.
        using var persons = await KeptPersons.RegisterAsync(fixture, Persons);
        await Signals.KillAsync(Consortium.Process(LedgerUnderTest.DevLedger).Pid);
        var ledger = flips * 4 / 5;
        try
        {
            using var original = new LedgerFolder(Consortium);
            string right;
            using (var intact = original.Copy())
            {
                right = await ServedAsync(intact);
            }

            right.Length.ShouldBeGreaterThan(Keys * 100, "the intact ledger must be served");
            for (var number = 0; number < ledger; number++)
            {
                await LedgerAsync(original, right, number, Chance.Of(seed, Part, number));
                if (number % 50 == 49)
                {
                    Console.WriteLine($"{DateTime.UtcNow:T} {Part}: {number + 1} of {flips}");
                }
            }
        }
        finally
        {
            await Consortium.UpAsync();
        }

        for (var number = ledger; number < flips; number++)
        {
            await persons.FlipAsync(number, Chance.Of(seed, Part, number), tally);
        }
    }

    private async Task LedgerAsync(LedgerFolder original, string right, int number, Random random)
    {
        using var copy = original.Copy();
        var flipped = copy.Flip(random);
        string served;
        try
        {
            served = await ServedAsync(copy);
        }
        catch (LedgerRefusal refusal)
        {
            if (refusal.ExitCode == LedgerRefusal.Damaged && refusal.Message.Length > 30)
            {
                tally.Count(Part, $"{Path.GetFileName(flipped.File)}: refused with its place (code 3)");
            }
            else
            {
                tally.Break(Zero.Crash, $"flip {number} ({flipped}): code {refusal.ExitCode}: {refusal.Message}");
            }

            return;
        }

        if (served == right)
        {
            tally.Count(Part, $"{Path.GetFileName(flipped.File)}: without effect, served whole");
        }
        else
        {
            tally.Break(Zero.Altered, $"flip {number} ({flipped}): READY, and what is served is not what was written");
        }
    }

    /// <summary>Everything a member's program can read: every block, and the state of the test chaincode.</summary>
    private async Task<string> ServedAsync(LedgerFolder folder)
    {
        using var running = await folder.StartAsync();
        try
        {
            using var peer = PeerClient.Of(Consortium, TestConsortium.Aurora, "auditor");
            var state = await peer.Contract(PeerClient.Conformance).ReadAsync("range", "flip-", "flip.");
            return state + await running.BlocksAsync(peer.Network);
        }
        catch (GatewayException error)
        {
            // Found while it was read: the process ends with its word.
            throw await running.EndedAsync(error);
        }
    }

    private async Task FillAsync()
    {
        using var peer = PeerClient.Of(Consortium, TestConsortium.Aurora, "underwriter");
        var contract = peer.Contract(PeerClient.Conformance);
        await Parallel.ForEachAsync(Enumerable.Range(0, Keys), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, cancel) =>
            await contract.SubmitTransactionAsync("put", ProposalOptions.WithArguments($"flip-{number:D4}", new string((char)('a' + (number % 26)), 900)), cancel));
    }
}
