using System.Security.Cryptography;
using Insurance.Consortium.Settlement;

namespace Insurance.Bench;

/// <summary>Settling one event over many policies, through the insurer's gateway.</summary>
internal sealed class SettlementBench(BenchConsortium consortium) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RunIds _ids = new(DateTimeOffset.UtcNow);
    private int _events;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await new Products.ProductsClient(consortium.Gateway("underwriter")).PublishProductAsync(Business.PublishParametric(), cancellationToken: cancellationToken);
        await Oracle().RegisterAsync(_ids, cancellationToken);
    }

    /// <summary>Sells covers of one flight, reports its delay and settles them all; answers what one cost.</summary>
    public async Task<Cost> RunAsync(int policies, CancellationToken cancellationToken)
    {
        var subject = $"flight-{++_events}";
        var sold = await Filling.RunAsync(consortium, policies, (n, count) => Business.SellCovers(subject, n, count), cancellationToken);
        Console.WriteLine($"  {policies,9:N0} covers of one flight sold: {sold}");
        var reading = await Oracle().PublishAsync(
            $"read-{subject}", subject, new FlightRecord(_events, DateTime.UtcNow.Date.AddDays(-2), 200, 500, "AAA", "BBB"), cancellationToken);

        var oracles = new Oracles.OraclesClient(consortium.Gateway("claims-handler"));
        var settlement = new EventSettlement(oracles, new SettlementOptions(500, 4, TimeSpan.FromMinutes(2)), TimeProvider.System, _ => { });
        var meter = new ProcessorMeter(consortium);
        var watch = Stopwatch.StartNew();
        var settled = (await settlement.RunAsync(new PlanSettlementRequest { ReadingId = reading.ReadingId }, cancellationToken)).Claims;
        var cost = new Cost(settled / watch.Elapsed.TotalSeconds, meter.Microseconds() / Math.Max(1, settled));
        if (settled != policies)
        {
            throw new InvalidOperationException($"{settled} of {policies} policies were settled");
        }

        Console.WriteLine(FormattableString.Invariant($"  {settled,9:N0} settled: {cost.PerSecond:N0}/s, processor time of one: {meter.Each(settled)}"));
        return cost;
    }

    public void Dispose() => _key.Dispose();

    private FlightOracle Oracle() => new(consortium.Callers, consortium.Insurer, _key, TimeProvider.System);
}
