namespace Generate.Go;

/// <summary>The minor units of currencies, for the chaincode: the rows of <see cref="Currencies"/>.</summary>
internal static class GoCurrencies
{
    /// <summary>The text of the file in its package.</summary>
    public static (string Folder, string Text) Write()
    {
        var source = new GoSource("domain/money", "gateway/insurance/Insurance.Api/Currencies.cs");
        source.Line();
        source.Line("// Decimals is how many decimals the currency's minor unit has (ISO 4217): two for most.");
        source.Line("func Decimals(code string) int {");
        source.Line("\tswitch code {");
        foreach (var (decimals, codes) in Currencies.Unusual)
        {
            source.Line($"\tcase {string.Join(", ", codes.Select(code => $"\"{code}\""))}:");
            source.Line($"\t\treturn {decimals}");
        }

        source.Line("\t}");
        source.Line("\treturn 2");
        source.Line("}");
        return (source.Folder, source.ToString());
    }
}
