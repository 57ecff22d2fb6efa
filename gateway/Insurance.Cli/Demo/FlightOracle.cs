using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Insurance.Cli.Calls;
using Insurance.Cli.Rendering;
using Insurance.V1;

namespace Insurance.Cli.Demo;

/// <summary>The party that reports arrivals: signs what it saw with its own key and relays it through a gateway.</summary>
internal sealed class FlightOracle(CallerDirectory callers, string mspId, ECDsa key, TimeProvider time)
{
    public const string Index = "flight-arrival-delay";
    public const string OracleId = "flight-register";
    private readonly Lock signing = new();

    /// <summary>Registers the key, unless that was done in an earlier run.</summary>
    public Task RegisterAsync(RunIds ids, CancellationToken cancellationToken) => OracleRegistration.EnsureAsync(
        new Oracles.OraclesClient(callers.Of(mspId, Roles.Admin).Channel),
        $"register-oracle-{ids.Run}",
        OracleId,
        key.ExportSubjectPublicKeyInfoPem() + "\n",
        new IndexGrant { Index = Index, Unit = "min", Minimum = -1_440, Maximum = 2_880 },
        cancellationToken);

    public async Task<PublishedReading> PublishAsync(string requestId, string subject, FlightRecord flight, CancellationToken cancellationToken)
    {
        var reading = new Reading
        {
            OracleId = OracleId,
            Index = Index,
            Subject = subject,
            Value = flight.DelayMinutes,
            Unit = "min",
            ObservedAt = Timestamp.FromDateTime(flight.Arrival),
            SignedAt = new Timestamp { Seconds = time.GetUtcNow().ToUnixTimeSeconds() },
            Sequence = 1,
        };
        var client = new Oracles.OraclesClient(callers.Of(mspId, Roles.Oracle).Channel);
        return await client.PublishReadingAsync(
            new PublishReadingRequest { RequestId = requestId, Reading = reading, Signature = ByteString.CopyFrom(Sign(reading)) },
            InsurerDesk.Within(cancellationToken));
    }

    private byte[] Sign(Reading reading)
    {
        string[] lines =
        [
            "insurance.v1.Reading", reading.OracleId, reading.Index, reading.Subject, Number(reading.Value), reading.Unit,
            Number(reading.ObservedAt.Seconds), Number(reading.SignedAt.Seconds), reading.Sequence.ToString(CultureInfo.InvariantCulture),
        ];
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        lock (signing)
        {
            return key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
