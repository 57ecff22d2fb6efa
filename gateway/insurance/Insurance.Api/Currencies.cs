namespace Insurance.V1;

/// <summary>The minor units of currencies as ISO 4217 has them. The chaincode's are generated from these.</summary>
public static class Currencies
{
    /// <summary>How many decimals the minor unit has where it is not two.</summary>
    public static IReadOnlyList<(int Decimals, IReadOnlyList<string> Codes)> Unusual { get; } =
    [
        (0, ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]),
        (3, ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    ];

    /// <summary>How many decimals amounts of a currency are written with.</summary>
    /// <param name="currency">Its code.</param>
    public static int Decimals(string currency) =>
        Unusual.Where(row => row.Codes.Contains(currency)).Select(row => row.Decimals).DefaultIfEmpty(2).First();
}
