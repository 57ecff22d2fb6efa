namespace Insurance.Bench;

/// <summary>What one operation costs.</summary>
/// <param name="PerSecond">How many were done in a second.</param>
/// <param name="Microseconds">Processor time of one in all processes, which other work on the machine disturbs less.</param>
internal readonly record struct Cost(double PerSecond, double Microseconds)
{
    /// <summary>How much more one costs than another did: in time, and in processor time.</summary>
    public string Against(Cost before) => FormattableString.Invariant(
        $"{before.PerSecond / PerSecond:0.00} (processor {Microseconds / before.Microseconds:0.00})");
}
