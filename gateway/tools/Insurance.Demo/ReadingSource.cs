namespace Insurance.Demo;

/// <summary>An oracle or a device: a key of its own, with which it signs what it saw.</summary>
internal sealed class ReadingSource(string oracleId, IndexGrant grant, ECDsa key, TimeProvider time)
{
    private readonly Lock _signing = new();

    public string OracleId { get; } = oracleId;

    public IndexGrant Grant { get; } = grant;

    public string PublicKeyPem => key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>Signs one event.</summary>
    public PublishReadingRequest Report(string requestId, string subject, long value, DateTime observedAt)
    {
        var reading = new Reading
        {
            OracleId = OracleId,
            Index = Grant.Index,
            Subject = subject,
            Value = value,
            Unit = Grant.Unit,
            ObservedAt = Timestamp.FromDateTime(observedAt),
            SignedAt = Now(),
            Sequence = 1,
        };
        string[] lines =
        [
            "insurance.v1.Reading", reading.OracleId, reading.Index, reading.Subject, Number(reading.Value), reading.Unit,
            Number(reading.ObservedAt.Seconds), Number(reading.SignedAt.Seconds), reading.Sequence.ToString(CultureInfo.InvariantCulture),
        ];
        return new PublishReadingRequest { RequestId = requestId, Reading = reading, Signature = Sign(lines) };
    }

    /// <summary>Signs everything from the first of the samples' window until before its end.</summary>
    public PublishReadingsRequest Report(string requestId, string subject, ulong sequence, DateTime from, DateTime until, IEnumerable<Sample> samples, bool correction = false)
    {
        var batch = new ReadingBatch
        {
            OracleId = OracleId,
            Index = Grant.Index,
            Subject = subject,
            Unit = Grant.Unit,
            SignedAt = Now(),
            Sequence = sequence,
            Correction = correction,
            From = Timestamp.FromDateTime(from),
            Until = Timestamp.FromDateTime(until),
            Samples = { samples },
        };
        string[] head =
        [
            "insurance.v1.ReadingBatch", batch.OracleId, batch.Index, batch.Subject, batch.Unit, Number(batch.From.Seconds), Number(batch.Until.Seconds),
            Number(batch.SignedAt.Seconds), batch.Sequence.ToString(CultureInfo.InvariantCulture), batch.Correction ? "true" : "false", Number(batch.Samples.Count),
        ];
        var lines = head.Concat(batch.Samples.Select(sample => $"{Number(sample.ObservedAt.Seconds)} {Number(sample.Value)}"));
        return new PublishReadingsRequest { RequestId = requestId, Batch = batch, Signature = Sign(lines) };
    }

    private Timestamp Now() => new() { Seconds = time.GetUtcNow().ToUnixTimeSeconds() };

    private ByteString Sign(IEnumerable<string> lines)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        lock (_signing)
        {
            return ByteString.CopyFrom(key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
