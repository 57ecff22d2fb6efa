using Insurance.V1;

namespace Assurance.Damage;

/// <summary>
/// Policyholders whose personal data is sealed under keys that one gateway keeps; a bit in its stores is turned over, and the
/// gateway started on them. It names the damage, or serves each person as they were or with a coded refusal; none is made anew.
/// </summary>
internal sealed class KeptPersons : IDisposable
{
    private const string Part = "bit flips";

    private readonly ConsortiumFixture _fixture;
    private readonly IReadOnlyList<string> _ids;
    private readonly string _kept = Directory.CreateTempSubdirectory("assure-state-").FullName;

    private KeptPersons(ConsortiumFixture fixture, IReadOnlyList<string> ids) => (_fixture, _ids) = (fixture, ids);

    private TestConsortium Consortium => _fixture.Consortium;

    private string GatewayName => $"gateway-{TestConsortium.Aurora}";

    private string State
    {
        get
        {
            var file = Consortium.GatewayConfiguration(TestConsortium.Aurora);
            using var settings = JsonDocument.Parse(File.ReadAllText(file));
            var folder = settings.RootElement.GetProperty("Gateway").TryGetProperty("StateDirectory", out var given) ? given.GetString()! : "state";
            return Path.Combine(Path.GetDirectoryName(file)!, folder);
        }
    }

    public static async Task<KeptPersons> RegisterAsync(ConsortiumFixture fixture, int count)
    {
        var parties = new Parties.PartiesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter"));
        var ids = Enumerable.Range(0, count).Select(_ => fixture.NewId("kept")).ToList();
        foreach (var id in ids)
        {
            await parties.RegisterPartyAsync(new RegisterPartyRequest { RequestId = "register-" + id, PartyId = id, PersonalData = Data(id) });
        }

        return new KeptPersons(fixture, ids);
    }

    public async Task FlipAsync(int number, Random random, Tally tally)
    {
        await Signals.KillAsync(Consortium.Process(GatewayName).Pid);
        Copy(State, _kept);
        var files = Directory.GetFiles(State).Where(file => new FileInfo(file).Length > 0 && Path.GetFileName(file) != "lock").Order(StringComparer.Ordinal).ToList();
        var flipped = BitFlip.In(files[random.Next(files.Count)], random);
        var name = Path.GetFileName(flipped.File);
        try
        {
            var up = await InsureCommand.RunAsync("up", "--home", Consortium.Home, "--base-port", "0", "--network", LedgerUnderTest.Network);
            if (up.ExitCode != 0)
            {
                tally.Count(Part, $"{name}: the gateway names it and does not start");
                if (up.Errors.Trim().Length < 30)
                {
                    tally.Break(Zero.Crash, $"flip {number} ({flipped}): {up.Errors}");
                }

                return;
            }

            await Consortium.UpAsync();
            await ServedAsync(number, flipped, tally);
        }
        finally
        {
            if (Consortium.Processes.FirstOrDefault(process => process.Name == GatewayName) is { } running && File.Exists($"/proc/{running.Pid}/status"))
            {
                await Signals.KillAsync(running.Pid);
            }

            Copy(_kept, State);
            await Consortium.UpAsync();
        }
    }

    public void Dispose() => Directory.Delete(_kept, recursive: true);

    private async Task ServedAsync(int number, (string File, long Place, int Bit) flipped, Tally tally)
    {
        var parties = new Parties.PartiesClient(Consortium.Channel(TestConsortium.Aurora, "underwriter"));
        var refused = 0;
        foreach (var id in _ids)
        {
            try
            {
                var person = await parties.GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = id, Purpose = Purpose.Claim }, deadline: DateTime.UtcNow.AddSeconds(20));
                if (!person.PersonalData.Equals(Data(id)))
                {
                    tally.Break(Zero.Altered, $"flip {number} ({flipped}): {id} is served as {person.PersonalData}");
                }
            }
            catch (RpcException error)
            {
                refused++;
                if (EndToEnd.Tests.BadInput.Refusal.Code(error) is not { } code || code == "INTERNAL")
                {
                    tally.Break(Zero.Uncoded, $"flip {number} ({flipped}): {error.StatusCode} {error.Status.Detail}");
                }
            }
        }

        tally.Count(Part, $"{Path.GetFileName(flipped.File)}: {(refused == 0 ? "without effect, served whole" : "refused with a code by those it concerns")}");
    }

    private static PersonalData Data(string id) => new() { FullName = "Kept " + id, DateOfBirth = "1980-02-29" };

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(to))
        {
            File.Delete(file);
        }

        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
