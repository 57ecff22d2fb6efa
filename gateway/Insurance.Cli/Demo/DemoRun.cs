using Insurance.Cli.Calls;
using Insurance.Cli.Consortium;
using Insurance.Cli.Rendering;
using Insurance.Cli.Running;

namespace Insurance.Cli.Demo;

/// <summary>Both stories on one consortium, from the first insurer's readiness to the last question about the ledger.</summary>
internal sealed class DemoRun(RunningConsortium running, CallerDirectory callers, ExampleData data, DemoOptions options, PayoutClock clock, Action<string> progress)
{
    private readonly RunIds ids = new(TimeProvider.System.GetUtcNow());

    public async Task<DemoResult> RunAsync(Func<string, Task> ready, Task allReady, CancellationToken cancellationToken)
    {
        var description = running.Description;
        InsurerDesk[] insurers = [.. description.WithGateway.Where(organization => organization.Kind == OrganizationKind.Insurer).Select((insurer, index) => new InsurerDesk(callers, insurer.MspId, insurer.Name, index + 1))];
        var broker = Check(insurers, description);
        using var key = new ConsortiumRenderer(running.Home, TimeProvider.System).OracleKey(FlightOracle.OracleId);
        var oracle = new FlightOracle(callers, ReporterOf(description), key, TimeProvider.System);
        var fire = new FireStory(insurers, data.Fires(options.Losses), data, ids, clock);
        var flights = new FlightStory(insurers, broker, oracle, data.Flights(options.Flights), data, ids, clock);

        await ready(insurers[0].MspId);
        await fire.RunFirstAsync(cancellationToken);
        progress($"first payout {clock.FirstPayoutMilliseconds / 1000:0.0} s after the command began");
        await allReady;
        progress($"replaying {options.Flights} flights: quotes from {insurers.Length} insurers, the cheapest bound, arrivals reported and settled");
        await flights.RunAsync(cancellationToken);
        progress($"replaying {options.Losses} fire losses: insured, claimed, paid or referred and decided");
        await fire.RunRestAsync(cancellationToken);
        return await InspectAsync(insurers, fire, flights, cancellationToken);
    }

    private static string Check(InsurerDesk[] insurers, ConsortiumDescription description)
    {
        if (insurers.Length < 2)
        {
            throw new CliException(ExitCodes.InvalidInput, "the demo needs two insurers; use the repository's network/consortium.yaml");
        }

        return description.Brokers.FirstOrDefault(broker => insurers.All(insurer => broker.Insurers.Contains(insurer.MspId)))?.Id
            ?? throw new CliException(ExitCodes.InvalidInput, "the demo needs a broker who works with every insurer; add one under brokers in consortium.yaml");
    }

    /// <summary>Readings go through an organization that has no policies at stake, where there is one.</summary>
    private static string ReporterOf(ConsortiumDescription description) =>
        (description.WithGateway.FirstOrDefault(organization => organization.Kind == OrganizationKind.Reinsurer) ?? description.WithGateway.First()).MspId;

    private async Task<DemoResult> InspectAsync(InsurerDesk[] insurers, FireStory fire, FlightStory flights, CancellationToken cancellationToken)
    {
        var description = running.Description;
        var auditor = (description.WithGateway.FirstOrDefault(organization => organization.Kind == OrganizationKind.Regulator) ?? description.WithGateway.First()).MspId;
        var inspection = new RecordInspection(callers, auditor);
        await inspection.CatchUpWithAsync(insurers.Select(insurer => insurer.MspId), cancellationToken);
        var explained = await inspection.ClaimAsync(fire.ExplainedClaimId!, cancellationToken);
        var provenance = await inspection.PolicyHistoryAsync(fire.FirstPolicyId!, cancellationToken);
        var verification = await inspection.VerifyAsync(provenance[^1].TransactionId, cancellationToken);
        return new DemoResult(
            ids.Run,
            options,
            clock.ElapsedMilliseconds,
            clock.FirstPayoutMilliseconds,
            [.. insurers.SelectMany(insurer => new[] { (insurer, flights.Totals[insurer.MspId]), (insurer, fire.Totals[insurer.MspId]) })],
            [flights.Settled, fire.Automatic, fire.ByHand],
            explained,
            fire.FirstPolicyId!,
            provenance,
            verification);
    }
}
