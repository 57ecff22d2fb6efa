using Insurance.V1;

namespace Insurance.Cli.Tests.Settlement;

/// <summary>What <c>insure settle</c> prints for people.</summary>
public sealed class SettlementTableTests
{
    [Theory]
    [InlineData("EUR", 500_000, "5,000.00 EUR")]
    [InlineData("USD", 5, "0.05 USD")]
    [InlineData("JPY", 500_000, "500,000 JPY")]
    [InlineData("BHD", 500_000, "500.000 BHD")]
    public void Table_OfWhatWasPaid_HasTheDecimalsOfItsCurrency(string currency, long minorUnits, string text)
    {
        var totals = new SettlementTotals { Policies = 1 };
        totals.Add(new SettleEventResponse { Claims = { new SettledClaim { PolicyId = "p", ClaimId = "c", Amount = new Money { MinorUnits = minorUnits, Currency = currency } } } });

        Printed(SettleCommand.Table(totals, 1.5)).Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            [.. "policies settled before settled now paid without a claim took".Split(' '), "1", "0", "1", .. text.Split(' '), "1.5", "s"], text);
    }

    private static string Printed(TextTable table)
    {
        using var written = new StringWriter();
        TableLayout.Write(table, written, Screen.Endless);
        return written.ToString().ReplaceLineEndings(" ");
    }
}
