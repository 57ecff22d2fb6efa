namespace Fabric.Msp;

/// <summary>One set of organizations whose endorsements can satisfy a policy.</summary>
/// <param name="Signatures">How many different signers are needed, by MSP id.</param>
public sealed record EndorsementCombination(IReadOnlyDictionary<string, int> Signatures)
{
    /// <summary>How many endorsements are needed in all.</summary>
    public int Total => Signatures.Values.Sum();

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        " + ",
        Signatures.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value == 1 ? s.Key : FormattableString.Invariant($"{s.Value} × {s.Key}")));
}
