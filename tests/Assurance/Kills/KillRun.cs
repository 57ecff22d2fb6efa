using Insurance.V1;

namespace Assurance.Kills;

/// <summary>
/// Processes killed at random moments while 32 callers register policyholders. What was acknowledged is on the ledger once, in
/// the transaction that was named; what was not answered is there once after it is asked for again.
/// </summary>
internal sealed class KillRun(ConsortiumFixture fixture, Tally tally)
{
    public const string Part = "kills";

    private TestConsortium Consortium => fixture.Consortium;

    public async Task RunAsync(int kills, int seed)
    {
        for (var number = 0; number < kills; number++)
        {
            var random = Chance.Of(seed, Part, number);
            var (name, pid) = await VictimAsync(random);
            var load = new RegistrationLoad(Consortium);
            try
            {
                await load.RunAsync(random.Next(1, 120), async () =>
                {
                    await MomentAsync(random);
                    await Signals.KillAsync(pid);
                });
                await Consortium.UpAsync();
                await load.ShouldBeOnTheLedgerOnceAsync();
                await AnswersAsync(load);
                tally.Count(Part, name);
                Add("acknowledged, there once", load.Acknowledged.Count);
                Add("not answered, there once after asking again", load.Unanswered.Count);
            }
            catch (Exception exception) when (exception is Shouldly.ShouldAssertException or RpcException or TimeoutException)
            {
                tally.Break(Zero.Lost, $"kill {number} of {name}: {exception.Message.ReplaceLineEndings(" ")}");
                await Consortium.UpAsync();
            }

            if (number % 10 == 9)
            {
                Console.WriteLine($"{DateTime.UtcNow:T} {Part}: {number + 1} of {kills}");
            }
        }

        Attack.Watch(Part, Consortium, tally, kills);
    }

    private void Add(string answer, int count)
    {
        for (; count > 0; count--)
        {
            tally.Count("registrations around the kills", answer);
        }
    }

    private async Task<(string Name, int Pid)> VictimAsync(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return ("gateway", Consortium.Process($"gateway-{TestConsortium.Aurora}").Pid);
            case 1:
                return ("chaincode", Consortium.ChaincodePid(TestConsortium.Aurora));
            case 2 when LedgerUnderTest.IsFabric:
                return ("peer", Consortium.Peer(TestConsortium.Aurora).Pid);
            default:
                return (LedgerUnderTest.IsFabric ? "leading orderer" : "devledger", (await Consortium.LeaderAsync()).Pid);
        }
    }

    // Anywhere between two answers, and in what they wait for.
    private static async Task MomentAsync(Random random)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1 + random.Next(120)));
        await timer.WaitForNextTickAsync();
    }

    /// <summary>And the consortium works: a new call is answered.</summary>
    private static async Task AnswersAsync(RegistrationLoad load) =>
        (await load.RegisterAgainAsync(load.NewPartyId())).Registered.TransactionId.ShouldNotBeEmpty();
}
