namespace Insurance.Demo;

/// <summary>The whole story on one consortium, from the first insurer's readiness to the last question about the ledger.</summary>
public sealed class DemoRun(RunningConsortium running, CallerDirectory callers, ExampleData data, DemoOptions options, PayoutClock clock, Action<string> progress)
{
    private readonly TimeProvider _time = new ConsortiumClock(running.Home, TimeProvider.System).Time;
    private readonly RunIds _ids = new(TimeProvider.System.GetUtcNow());

    public async Task<DemoResult> RunAsync(Func<string, Task> ready, Task allReady, CancellationToken cancellationToken)
    {
        var description = running.Description;
        InsurerDesk[] insurers = [.. description.WithGateway.Where(organization => organization.Kind == OrganizationKind.Insurer).Select((insurer, index) => new InsurerDesk(callers, insurer.MspId, insurer.Name, index + 1))];
        var broker = Check(insurers, description);
        var (keys, reporter) = (new ConsortiumRenderer(running.Home, TimeProvider.System), ReporterOf(description));
        using var key = keys.OracleKey(FlightOracle.OracleId);
        var oracle = new FlightOracle(callers, reporter, key, _time);
        var fire = new FireStory(insurers, data.Fires(options.Losses), data, _ids, clock);
        var flights = new FlightStory(insurers, broker, oracle, data.Flights(options.Flights), data, _ids, clock);
        var weather = new WeatherStory(insurers, new RainGauges(callers, reporter, keys, _ids, _time), new Ledger.LedgerClient(callers.Of(reporter, Roles.Auditor).Channel), data, _ids);
        var sensors = new SensorStory(insurers, data, _ids, _time);

        await ready(insurers[0].MspId);
        await fire.RunFirstAsync(cancellationToken);
        progress($"first payout {clock.FirstPayoutMilliseconds / 1000:0.0} s after the command began");
        await allReady;
        progress($"replaying {options.Flights} flights: quotes from {insurers.Length} insurers, the cheapest bound, arrivals reported and settled");
        await flights.RunAsync(cancellationToken);
        progress($"replaying {options.Losses} fire losses: insured, claimed, paid or referred and decided");
        await fire.RunRestAsync(cancellationToken);
        progress($"a year of rain from three gauges, sensors that open claims, a loss claimed twice, a policy returned");
        List<Chapter> chapters =
        [
            .. await Task.WhenAll(
                weather.RunAsync(cancellationToken),
                sensors.RunAsync(cancellationToken),
                new DoubleClaimStory(insurers, data, _ids).RunAsync(cancellationToken),
                new PolicyLifeStory(insurers[0], data, _ids, _time).RunAsync(cancellationToken)),
        ];
        chapters.Add(await new HolderStory(insurers[0], callers.Gateways.First(gateway => gateway.MspId == insurers[0].MspId), running.Home)
            .RunAsync(fire.FirstClaimId!, cancellationToken));
        chapters.Add(await new PrivacyStory(insurers[0], _ids, _time).RunAsync(HolderPool.IdOf(insurers[0], SensorStory.Line, 1, _ids), cancellationToken));
        return await InspectAsync(insurers, [flights.Totals, fire.Totals, weather.Totals, sensors.Totals], [flights.Settled, fire.Automatic, fire.ByHand], fire, chapters, cancellationToken);
    }

    private static string Check(InsurerDesk[] insurers, ConsortiumDescription description)
    {
        if (insurers.Length < 2)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, "the demo needs two insurers; use the repository's network/consortium.yaml");
        }

        return description.Brokers.FirstOrDefault(broker => insurers.All(insurer => broker.Insurers.Contains(insurer.MspId)))?.Id
            ?? throw new ConsortiumException(ExitCodes.InvalidInput, "the demo needs a broker who works with every insurer; add one under brokers in consortium.yaml");
    }

    /// <summary>Readings go through an organization that has no policies at stake, where there is one.</summary>
    private static string ReporterOf(ConsortiumDescription description) =>
        (description.WithGateway.FirstOrDefault(organization => organization.Kind == OrganizationKind.Reinsurer) ?? description.WithGateway.First()).MspId;

    private async Task<DemoResult> InspectAsync(
        InsurerDesk[] insurers,
        IReadOnlyList<IReadOnlyDictionary<string, LineTotals>> lines,
        IReadOnlyList<PayoutLatency> latencies,
        FireStory fire,
        List<Chapter> chapters,
        CancellationToken cancellationToken)
    {
        var description = running.Description;
        var auditor = (description.WithGateway.FirstOrDefault(organization => organization.Kind == OrganizationKind.Regulator) ?? description.WithGateway.First()).MspId;
        var inspection = new RecordInspection(callers, auditor);
        await inspection.CatchUpWithAsync(insurers.Select(insurer => insurer.MspId), cancellationToken);
        var explained = await inspection.ClaimAsync(fire.Explained!, cancellationToken);
        var provenance = await inspection.HistoryAsync(fire.FirstPolicy!, cancellationToken);
        var verification = await inspection.VerifyAsync(provenance[^1].TransactionId, cancellationToken);
        progress("the regulator exports the run, and it is checked offline");
        chapters.Add(await new AuditStory(new Ledger.LedgerClient(callers.Of(auditor, Roles.Auditor).Channel)).RunAsync(cancellationToken));
        return new DemoResult(
            _ids.Run,
            options,
            clock.ElapsedMilliseconds,
            clock.FirstPayoutMilliseconds,
            [.. insurers.SelectMany(insurer => lines.Select(line => (insurer, line[insurer.MspId])))],
            latencies,
            chapters,
            explained,
            fire.FirstPolicy!,
            provenance,
            verification);
    }
}
