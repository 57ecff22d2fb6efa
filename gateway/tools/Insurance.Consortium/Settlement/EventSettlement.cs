using System.Threading.Channels;
using Insurance.V1;

namespace Insurance.Consortium.Settlement;

/// <summary>
/// Settles a whole event: plans its pages and has several settled at once. Begun again after whatever interrupted it, by anybody, it
/// goes on with the policies that are not settled; none is paid twice, since the ledger keeps a mark of each.
/// </summary>
public sealed class EventSettlement(Oracles.OraclesClient oracles, SettlementOptions options, TimeProvider time, Action<string> progress)
{
    private const int Rounds = 5;
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(2);

    private readonly PatientCaller _patient = new(options.Patience, time);
    private readonly string _run = Guid.NewGuid().ToString("N");
    private int _pages;
    private int _lookedAt;
    private long _reported = time.GetTimestamp();

    /// <param name="subject">The reading or the determination, as the request of a plan.</param>
    /// <exception cref="ConsortiumException">The ledger refuses, or did not answer for longer than the patience.</exception>
    public async Task<SettlementTotals> RunAsync(PlanSettlementRequest subject, CancellationToken cancellationToken)
    {
        var whole = new SettlementTotals();
        // Another round finds what was sold on the subject meanwhile, and what a page left behind for it. The last one has
        // nothing to settle.
        for (var round = 1; round <= Rounds; round++)
        {
            var totals = new SettlementTotals();
            try
            {
                await RoundAsync(subject, totals, cancellationToken);
            }
            catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw Failure(exception);
            }

            whole.Follow(totals);
            if (totals.Claims == 0)
            {
                break;
            }
        }

        return whole;
    }

    // The plan is made while its first pages are settled.
    private async Task RoundAsync(PlanSettlementRequest subject, SettlementTotals totals, CancellationToken cancellationToken)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var planned = Channel.CreateBounded<SettlementPage>(options.AtOnce);
        var begun = false;
        var workers = new List<Task>();
        try
        {
            var token = "";
            do
            {
                var request = subject.Clone();
                (request.PageSize, request.PageToken) = ((uint)options.PageSize, token);
                var plan = await _patient.CallAsync(call => oracles.PlanSettlementAsync(request, call), together.Token);
                totals.Policies += (int)plan.Policies;
                totals.SettledBefore += (int)plan.Settled;
                foreach (var page in plan.Pages)
                {
                    if (begun)
                    {
                        await planned.Writer.WriteAsync(page, together.Token);
                        continue;
                    }

                    // The first page marks that the settlement began, which the others read: at once they would conflict.
                    await SettleAsync(subject, page, totals, together.Token);
                    begun = true;
                    workers.AddRange(Enumerable.Range(0, options.AtOnce).Select(_ => WorkAsync(subject, planned, totals, together)));
                }

                token = plan.NextPageToken;
            }
            while (token.Length > 0);

            planned.Writer.TryComplete();
            await Task.WhenAll(workers);
        }
        catch
        {
            await together.CancelAsync();
            planned.Writer.TryComplete();
            await Task.WhenAll(workers);
            throw;
        }
    }

    private async Task WorkAsync(PlanSettlementRequest subject, Channel<SettlementPage> planned, SettlementTotals totals, CancellationTokenSource together)
    {
        try
        {
            await foreach (var page in planned.Reader.ReadAllAsync(together.Token))
            {
                await SettleAsync(subject, page, totals, together.Token);
            }
        }
        catch
        {
            // Nobody takes pages any more: the plan must not wait for it.
            planned.Writer.TryComplete();
            await together.CancelAsync();
            throw;
        }
    }

    private async Task SettleAsync(PlanSettlementRequest subject, SettlementPage page, SettlementTotals totals, CancellationToken cancellationToken)
    {
        var request = new SettleEventRequest
        {
            // Kept through every repetition of the call: the ledger answers what it has done already.
            RequestId = $"settle-{_run}-{Interlocked.Increment(ref _pages)}",
            ReadingId = subject.ReadingId,
            DeterminationId = subject.DeterminationId,
            PageSize = page.Policies,
            PageToken = page.PageToken,
        };
        totals.Add(await _patient.CallAsync(call => oracles.SettleEventAsync(request, call), cancellationToken));
        Report(Interlocked.Add(ref _lookedAt, (int)page.Policies));
    }

    private void Report(int policies)
    {
        var last = Interlocked.Read(ref _reported);
        if (time.GetElapsedTime(last) >= BetweenReports && Interlocked.CompareExchange(ref _reported, time.GetTimestamp(), last) == last)
        {
            progress(FormattableString.Invariant($"{policies:N0} policies settled or looked at"));
        }
    }

    private ConsortiumException Failure(RpcException exception) => PatientCaller.IsPassing(exception)
        ? new ConsortiumException(ExitCodes.NotRunning, FormattableString.Invariant($"no answer for {options.Patience.TotalSeconds:N0} s: {RpcFailure.Describe(exception)}; what was settled stays settled: see `insure status`, and run the same command again to go on")) { Code = RpcFailure.Reason(exception) ?? ExitCodes.NameOf(ExitCodes.NotRunning) }
        : new ConsortiumException(ExitCodes.Failure, $"the ledger refuses the settlement: {RpcFailure.Describe(exception)}") { Code = RpcFailure.Reason(exception) ?? ExitCodes.NameOf(ExitCodes.Failure) };
}
