namespace EndToEnd.Tests.Running;

/// <summary>An oracle of delays in minutes, with a key of its own, that relays through Aurora's gateway.</summary>
public sealed class TestOracle(ConsortiumFixture fixture) : IDisposable
{
    public const string Index = "delay";
    public const string Unit = "min";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _oracleId = fixture.NewId("oracle");

    public async Task RegisterAsync() =>
        await new Oracles.OraclesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "admin")).RegisterOracleAsync(new RegisterOracleRequest
        {
            RequestId = fixture.NewId("r"),
            OracleId = _oracleId,
            PublicKeyPem = _key.ExportSubjectPublicKeyInfoPem() + "\n",
            Grants = { new IndexGrant { Index = Index, Unit = Unit, Minimum = -60, Maximum = 1_440 } },
        });

    /// <summary>Publishes what was observed some seconds ago; answers the reading's id.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="minutes">The value.</param>
    /// <param name="at">What is now; the machine's clock unless it is given.</param>
    public async Task<string> PublishAsync(string subject, long minutes, DateTimeOffset? at = null)
    {
        var now = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds();
        var reading = new Reading
        {
            OracleId = _oracleId,
            Index = Index,
            Subject = subject,
            Value = minutes,
            Unit = Unit,
            ObservedAt = new Timestamp { Seconds = now - 10 },
            SignedAt = new Timestamp { Seconds = now - 5 },
            Sequence = 1,
        };
        string[] lines =
        [
            "insurance.v1.Reading", _oracleId, Index, subject, Number(minutes), Unit,
            Number(reading.ObservedAt.Seconds), Number(reading.SignedAt.Seconds), "1",
        ];
        var signature = _key.SignData(
            Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var published = await new Oracles.OraclesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "oracle")).PublishReadingAsync(
            new PublishReadingRequest { RequestId = fixture.NewId("r"), Reading = reading, Signature = ByteString.CopyFrom(signature) });
        return published.ReadingId;
    }

    public void Dispose() => _key.Dispose();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
