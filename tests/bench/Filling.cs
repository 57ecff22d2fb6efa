namespace Insurance.Bench;

/// <summary>Sells policies in bulk, through our client alone.</summary>
internal static class Filling
{
    private const int AtOnce = 200;

    /// <param name="sell">The request that sells so many policies, from a number on.</param>
    /// <returns>How fast that was.</returns>
    public static async Task<string> RunAsync(
        BenchConsortium consortium, int policies, Func<int, int, SellPoliciesRequest> sell, CancellationToken cancellationToken)
    {
        if (policies == 0)
        {
            return "none";
        }

        using var peer = consortium.Peer("underwriter");
        var meter = new ProcessorMeter(consortium);
        var watch = Stopwatch.StartNew();
        var result = await Load.RunAsync(
            4,
            (policies + AtOnce - 1) / AtOnce,
            n => peer.SubmitAsync("SellPolicies", sell(n * AtOnce, Math.Min(AtOnce, policies - (n * AtOnce))), cancellationToken),
            cancellationToken);
        if (result.Failures > 0)
        {
            throw new InvalidOperationException($"storing policies failed {result.Failures} times: {result.FirstFailure}");
        }

        return FormattableString.Invariant($"{policies / watch.Elapsed.TotalSeconds:N0}/s, processor time of one: {meter.Each(policies)}");
    }
}
