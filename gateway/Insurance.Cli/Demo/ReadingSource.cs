using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Insurance.V1;

namespace Insurance.Cli.Demo;

/// <summary>An oracle or a device: a key of its own, with which it signs batches of what it saw.</summary>
internal sealed class ReadingSource(string oracleId, IndexGrant grant, ECDsa key, TimeProvider time)
{
    private readonly Lock signing = new();

    public string OracleId { get; } = oracleId;

    public IndexGrant Grant { get; } = grant;

    public string PublicKeyPem => key.ExportSubjectPublicKeyInfoPem() + "\n";

    /// <summary>Signs everything from the first of the samples' window until before its end.</summary>
    public PublishReadingsRequest Report(string requestId, string subject, ulong sequence, DateTime from, DateTime until, IEnumerable<Sample> samples, bool correction = false)
    {
        var batch = new ReadingBatch
        {
            OracleId = OracleId,
            Index = Grant.Index,
            Subject = subject,
            Unit = Grant.Unit,
            SignedAt = new Timestamp { Seconds = time.GetUtcNow().ToUnixTimeSeconds() },
            Sequence = sequence,
            Correction = correction,
            From = Timestamp.FromDateTime(from),
            Until = Timestamp.FromDateTime(until),
            Samples = { samples },
        };
        return new PublishReadingsRequest { RequestId = requestId, Batch = batch, Signature = ByteString.CopyFrom(Sign(batch)) };
    }

    private byte[] Sign(ReadingBatch batch)
    {
        string[] head =
        [
            "insurance.v1.ReadingBatch", batch.OracleId, batch.Index, batch.Subject, batch.Unit, Number(batch.From.Seconds), Number(batch.Until.Seconds),
            Number(batch.SignedAt.Seconds), batch.Sequence.ToString(CultureInfo.InvariantCulture), batch.Correction ? "true" : "false", Number(batch.Samples.Count),
        ];
        var lines = head.Concat(batch.Samples.Select(sample => $"{Number(sample.ObservedAt.Seconds)} {Number(sample.Value)}"));
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        lock (signing)
        {
            return key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
