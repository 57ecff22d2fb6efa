namespace EndToEnd.Tests.Readings;

/// <summary>An oracle or a device of one insurer, with a P-256 key of its own.</summary>
internal sealed class SignedSource(ConsortiumFixture fixture, string id, string index, string unit, string subject) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private ulong _sequence;

    public string Id => id;

    private Oracles.OraclesClient Relay => new(fixture.Consortium.Channel(TestConsortium.Aurora, "oracle"));

    private Oracles.OraclesClient Admin => new(fixture.Consortium.Channel(TestConsortium.Aurora, "admin"));

    public async Task<SignedSource> RegisterAsync(long minimum, long maximum, string policyId = "")
    {
        await Admin.RegisterOracleAsync(new RegisterOracleRequest
        {
            RequestId = fixture.NewId("r"),
            OracleId = id,
            PublicKeyPem = _key.ExportSubjectPublicKeyInfoPem() + "\n",
            Grants = { new IndexGrant { Index = index, Unit = unit, Minimum = minimum, Maximum = maximum } },
            Kind = policyId.Length > 0 ? OracleKind.Device : OracleKind.Oracle,
            PolicyId = policyId,
        });
        return this;
    }

    public Grpc.Core.AsyncUnaryCall<Oracle> RevokeAsync() =>
        Admin.RevokeOracleAsync(new RevokeOracleRequest { RequestId = fixture.NewId("r"), OracleId = id, Reason = "the key was lost" });

    public Grpc.Core.AsyncUnaryCall<PublishReadingsResponse> PublishAsync(
        DateTime from, DateTime until, IEnumerable<(DateTime At, long Value)> samples, bool correction = false)
    {
        var batch = new ReadingBatch
        {
            OracleId = id,
            Index = index,
            Subject = subject,
            Unit = unit,
            SignedAt = new Timestamp { Seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds() },
            Sequence = ++_sequence,
            Correction = correction,
            From = Timestamp.FromDateTime(from),
            Until = Timestamp.FromDateTime(until),
            Samples = { samples.Select(sample => new Sample { ObservedAt = Timestamp.FromDateTime(sample.At), Value = sample.Value }) },
        };
        return Relay.PublishReadingsAsync(new PublishReadingsRequest { RequestId = fixture.NewId("r"), Batch = batch, Signature = Sign(batch) });
    }

    public void Dispose() => _key.Dispose();

    private ByteString Sign(ReadingBatch batch)
    {
        var lines = new StringBuilder();
        foreach (var line in (string[])
            [
                "insurance.v1.ReadingBatch", batch.OracleId, batch.Index, batch.Subject, batch.Unit, Number(batch.From.Seconds), Number(batch.Until.Seconds),
                Number(batch.SignedAt.Seconds), Number((long)batch.Sequence), batch.Correction ? "true" : "false", Number(batch.Samples.Count),
            ])
        {
            lines.Append(line).Append('\n');
        }

        foreach (var sample in batch.Samples)
        {
            lines.Append(Number(sample.ObservedAt.Seconds)).Append(' ').Append(Number(sample.Value)).Append('\n');
        }

        return ByteString.CopyFrom(_key.SignData(Encoding.UTF8.GetBytes(lines.ToString()), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
