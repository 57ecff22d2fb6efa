using System.Globalization;

namespace Insurance.V1;

/// <summary>The one way in which amounts are written for people.</summary>
public static class MoneyText
{
    /// <summary>1,234.50 DKK, with as many decimals as the currency has.</summary>
    public static string Of(Money money) => Of(money.MinorUnits, money.Currency);

    /// <summary>The same of an amount that is no message.</summary>
    /// <param name="minorUnits">The amount, in the currency's minor units.</param>
    /// <param name="currency">ISO 4217.</param>
    public static string Of(long minorUnits, string currency)
    {
        var decimals = Currencies.Decimals(currency);
        var units = (decimal)minorUnits;
        for (var place = 0; place < decimals; place++)
        {
            units /= 10;
        }

        return units.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) + " " + currency;
    }
}
