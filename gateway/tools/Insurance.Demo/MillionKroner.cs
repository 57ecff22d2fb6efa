namespace Insurance.Demo;

/// <summary>Amounts of the fire data: millions of kroner with at most six decimals, so whole kroner exactly.</summary>
internal static class MillionKroner
{
    private const int Decimals = 6;
    private const int OerePerKrone = 100;

    /// <summary>Øre, without passing through a binary fraction.</summary>
    /// <exception cref="FormatException">The text is not a non-negative decimal number with at most six decimals.</exception>
    public static long ToOere(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? "" : text[(point + 1)..];
        if (whole.Length == 0 || fraction.Length > Decimals || !whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit))
        {
            throw new FormatException($"'{text}' is not an amount in millions with at most {Decimals} decimals.");
        }

        var kroner = long.Parse(whole + fraction.PadRight(Decimals, '0'), System.Globalization.CultureInfo.InvariantCulture);
        return checked(kroner * OerePerKrone);
    }
}
