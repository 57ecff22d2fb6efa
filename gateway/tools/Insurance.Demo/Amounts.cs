namespace Insurance.Demo;

/// <summary>Amounts of the demo.</summary>
internal static class Amounts
{
    public static Money Of(long minorUnits, string currency) => new() { MinorUnits = minorUnits, Currency = currency };
}
