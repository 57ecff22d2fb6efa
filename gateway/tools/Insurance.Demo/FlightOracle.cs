namespace Insurance.Demo;

/// <summary>The party that reports arrivals: signs what it saw with its own key and relays it through a gateway.</summary>
public sealed class FlightOracle(CallerDirectory callers, string mspId, ECDsa key, TimeProvider time)
{
    public const string Index = "flight-arrival-delay";
    public const string OracleId = "flight-register";
    private readonly ReadingSource _source = new(OracleId, new IndexGrant { Index = Index, Unit = "min", Minimum = -1_440, Maximum = 2_880 }, key, time);

    /// <summary>Registers the key, unless that was done in an earlier run.</summary>
    public Task RegisterAsync(RunIds ids, CancellationToken cancellationToken) => OracleRegistration.EnsureAsync(
        new Oracles.OraclesClient(callers.Of(mspId, Roles.Admin).Channel), $"register-oracle-{ids.Run}", _source, cancellationToken);

    public async Task<PublishedReading> PublishAsync(string requestId, string subject, FlightRecord flight, CancellationToken cancellationToken) =>
        await new Oracles.OraclesClient(callers.Of(mspId, Roles.Oracle).Channel).PublishReadingAsync(
            _source.Report(requestId, subject, flight.DelayMinutes, flight.Arrival), InsurerDesk.Within(cancellationToken));
}
