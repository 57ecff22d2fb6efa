using System.Globalization;
using Insurance.V1;

namespace Insurance.Cli.Demo;

/// <summary>Amounts as people write them. Every currency of the demo has two decimals.</summary>
internal static class Amounts
{
    public static Money Of(long minorUnits, string currency) => new() { MinorUnits = minorUnits, Currency = currency };

    public static string Text(Money money) => Text(money.MinorUnits, money.Currency);

    public static string Text(long minorUnits, string currency) => string.Create(CultureInfo.InvariantCulture, $"{minorUnits / 100m:N2} {currency}");
}
