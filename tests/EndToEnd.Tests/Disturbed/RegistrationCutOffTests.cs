using Microsoft.Data.Sqlite;

namespace EndToEnd.Tests.Disturbed;

/// <summary>Registrations that their callers, or the gateway's end, cut off at random moments.</summary>
public sealed class RegistrationCutOffTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    private const int Calls = 160;
    private const int AtOnce = 8;

    private string KeyStore => Path.Combine(
        Path.GetDirectoryName(Consortium.GatewayConfiguration(TestConsortium.Aurora))!, "state", "person-keys.db");

    [Fact]
    public async Task RegisterParty_CutOffAtRandomMoments_EraseLeavesNothing()
    {
        var random = new Random(8);
        var cuts = Enumerable.Range(0, Calls).Select(_ => (Party: Fixture.NewId("cut"), After: TimeSpan.FromMilliseconds(random.NextDouble() * 60))).ToList();
        var cut = 0;
        await EachAsync(cuts, async item =>
        {
            using var limit = new CancellationTokenSource(item.After);
            try
            {
                await Client("underwriter").RegisterPartyAsync(Registration(item.Party), cancellationToken: limit.Token);
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded)
            {
                Interlocked.Increment(ref cut);
            }

            await EraseAsync(item.Party);
        });

        cut.ShouldBeGreaterThan(Calls / 10, "too few calls were cut off to show anything");
        await NothingLeftAsync(cuts.Select(item => item.Party));
    }

    [Fact]
    public async Task RegisterParty_GatewayKilledMeanwhile_TheNextStartLeavesNothingUnfinished()
    {
        var parties = Enumerable.Range(0, 40).Select(_ => Fixture.NewId("killed")).ToList();
        var answered = new ConcurrentBag<string>();
        var load = EachAsync(parties, async party =>
        {
            try
            {
                await Client("underwriter").RegisterPartyAsync(Registration(party), deadline: DateTime.UtcNow.AddSeconds(30));
                answered.Add(party);
            }
            catch (RpcException)
            {
                // Cut off.
            }
        });
        await new Func<Task>(() => Signals.KillAsync(Consortium.Process($"gateway-{TestConsortium.Aurora}").Pid))
            .WhenAsync(() => answered.Count >= 5 || load.IsCompleted);
        await load;
        await Consortium.UpAsync();

        await Waiting.EventuallyAsync(
            () => Task.FromResult(Count("pending WHERE state <> 2") == 0 ? true : throw new TimeoutException("Something is unfinished.")),
            exception => exception is TimeoutException);
        foreach (var party in answered)
        {
            var read = await Client("claims-handler").GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = party, Purpose = Purpose.Contract });
            read.PersonalData.FullName.ShouldBe("A. Person");
        }

        await EachAsync(parties, EraseAsync);
        await NothingLeftAsync(parties);
    }

    private static RegisterPartyRequest Registration(string partyId) => new()
    {
        RequestId = "register-" + partyId,
        PartyId = partyId,
        PersonalData = new PersonalData { FullName = "A. Person", DateOfBirth = "1980-02-29" },
    };

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> what) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await what(item));

    private Parties.PartiesClient Client(string role) => new(Consortium.Channel(TestConsortium.Aurora, role));

    private Task EraseAsync(string partyId) => Waiting.EventuallyAsync(
        async () =>
        {
            try
            {
                return await Client("admin").ErasePartyAsync(new ErasePartyRequest { RequestId = "erase-" + partyId, PartyId = partyId, Reason = "asked for" });
            }
            catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
            {
                // Nothing of the person is there.
                return new Party();
            }
        },
        Waiting.IsNobodyThere);

    private async Task NothingLeftAsync(IEnumerable<string> parties)
    {
        using var peer = PeerClient.Of(Consortium, TestConsortium.Aurora, "admin");
        foreach (var party in parties)
        {
            Count($"person_keys WHERE party = '{party}'").ShouldBe(0, party);
            Count($"pending WHERE party = '{party}' AND state <> 2").ShouldBe(0, party);
            var purge = new PurgePersonalDataRequest { RequestId = "look", PartyId = party, UnregisteredVersion = 1 };
            try
            {
                var answer = await peer.Contract(PeerClient.Insurance).EvaluateTransactionAsync("PurgePersonalData", ContractExtensions.Argument(purge).EndorsedBy(TestConsortium.Aurora));
                Party.Parser.ParseJson(System.Text.Encoding.UTF8.GetString(answer.Span)).SealedSha256.ShouldBeEmpty(party);
            }
            catch (Fabric.Client.GatewayException error) when (error.Message.Contains("ALREADY_EXISTS", StringComparison.Ordinal))
            {
                // Registered, and then erased: what the collection held is purged with it.
            }
        }

        var held = await peer.Contract(PeerClient.Insurance).EvaluateTransactionAsync("HoldsPersonalData", ContractExtensions.Argument(new HoldsPersonalDataRequest()).EndorsedBy(TestConsortium.Aurora));
        held.Length.ShouldBeGreaterThan(0);
    }

    private long Count(string table)
    {
        using var connection = new SqliteConnection($"Data Source={KeyStore};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM " + table;
        return (long)command.ExecuteScalar()!;
    }
}
