namespace Insurance.Gateway.Fingerprints;

/// <summary>Writes what several people write differently in one way, so that its fingerprints are equal.</summary>
/// <remarks>
/// Only letters and digits stay, as capitals; full-width forms become the plain ones. Unicode's own normal forms are not
/// used: they come from a library that not every machine has, and all insurers must reach the same text.
/// </remarks>
internal static class ReferenceText
{
    private const int FullWidthFirst = 0xFF01;
    private const int FullWidthLast = 0xFF5E;
    private const int FullWidthOffset = 0xFEE0;

    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var one = rune.Value is >= FullWidthFirst and <= FullWidthLast ? new Rune(rune.Value - FullWidthOffset) : rune;
            if (Rune.IsLetterOrDigit(one))
            {
                plain.Append(Rune.ToUpperInvariant(one));
            }
        }

        return plain.ToString();
    }
}
