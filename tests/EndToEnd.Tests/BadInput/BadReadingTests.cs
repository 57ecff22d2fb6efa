namespace EndToEnd.Tests.BadInput;

/// <summary>Readings that an oracle did not sign, or signed too long ago.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class BadReadingTests(ConsortiumFixture fixture) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _oracleId = fixture.NewId("oracle");

    private Oracles.OraclesClient Oracles => new(fixture.Consortium.Channel(TestConsortium.Aurora, "oracle"));

    [Fact]
    public async Task Reading_BadSignature_IsRefused()
    {
        await RegisterAsync();
        var request = Signed(Reading(1));
        request.Reading.Value++;
        await Oracles.PublishReadingAsync(request).ShouldBeRefusedAsync(StatusCode.Unauthenticated, "INVALID_SIGNATURE");
    }

    [Fact]
    public async Task Reading_SequenceNotAboveTheLast_IsStale()
    {
        await RegisterAsync();
        await Oracles.PublishReadingAsync(Signed(Reading(2)));
        await Oracles.PublishReadingAsync(Signed(Reading(2))).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "STALE_READING");
        await Oracles.PublishReadingAsync(Signed(Reading(1))).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "STALE_READING");
    }

    [Fact]
    public async Task Reading_SignedLongAgo_IsStale()
    {
        await RegisterAsync();
        var reading = Reading(1);
        reading.SignedAt = reading.ObservedAt = Timestamp.FromDateTime(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Oracles.PublishReadingAsync(Signed(reading)).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "STALE_READING");
    }

    public void Dispose() => _key.Dispose();

    private async Task RegisterAsync() =>
        await new Oracles.OraclesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "admin")).RegisterOracleAsync(new RegisterOracleRequest
        {
            RequestId = fixture.NewId("r"),
            OracleId = _oracleId,
            PublicKeyPem = _key.ExportSubjectPublicKeyInfoPem() + "\n",
            Grants = { new IndexGrant { Index = "delay", Unit = "min", Minimum = -60, Maximum = 1_440 } },
        });

    private Reading Reading(ulong sequence)
    {
        var now = new Timestamp { Seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 5 };
        return new Reading
        {
            OracleId = _oracleId,
            Index = "delay",
            Subject = "flight-1",
            Value = 95,
            Unit = "min",
            ObservedAt = now,
            SignedAt = now,
            Sequence = sequence,
        };
    }

    private PublishReadingRequest Signed(Reading reading)
    {
        string[] lines =
        [
            "insurance.v1.Reading", reading.OracleId, reading.Index, reading.Subject, Number(reading.Value), reading.Unit,
            Number(reading.ObservedAt.Seconds), Number(reading.SignedAt.Seconds), Number((long)reading.Sequence),
        ];
        var text = string.Concat(lines.Select(line => line + "\n"));
        var signature = _key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new PublishReadingRequest { RequestId = fixture.NewId("r"), Reading = reading, Signature = ByteString.CopyFrom(signature) };
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
