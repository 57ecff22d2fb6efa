namespace Insurance.Bench;

/// <summary>What each process of the consortium, and this one, uses of the processors from now on.</summary>
internal sealed class ProcessorMeter(BenchConsortium consortium)
{
    private readonly IReadOnlyDictionary<string, double> _before = consortium.ProcessorMilliseconds();

    /// <summary>The processor time of all of them so far, microseconds.</summary>
    public double Microseconds() => Spent().Sum(process => process.Microseconds);

    /// <summary>The processor time of one of so many operations, by process, the larger parts first.</summary>
    public string Each(int operations)
    {
        var spent = Spent().Select(process => (process.Name, Microseconds: process.Microseconds / operations))
            .OrderByDescending(process => process.Microseconds).ToArray();
        return FormattableString.Invariant($"{spent.Sum(process => process.Microseconds):N0} µs: ")
            + string.Join(", ", spent.Where(process => process.Microseconds >= 1).Select(process => FormattableString.Invariant($"{process.Name} {process.Microseconds:N0}")));
    }

    private IEnumerable<(string Name, double Microseconds)> Spent() => consortium.ProcessorMilliseconds()
        .Select(after => (after.Key, (after.Value - _before.GetValueOrDefault(after.Key)) * 1000));
}
