namespace EndToEnd.Tests.Replay;

/// <summary>The weather story from the figures of examples/weather/golden.csv, which hold for 1,000.00 USD in each policy.</summary>
public static class WeatherCalculation
{
    private const long SumInsured = 100_000;

    public static ExpectedBook Expect(string insurer, int policies)
    {
        var product = JsonDocument.Parse(File.ReadAllText(Repository.Example("weather", $"products/{insurer}.json"))).RootElement;
        var cover = product.GetProperty("parametricTrigger").TryGetProperty("linear", out _) ? "excess-rain" : "dry-spell";
        var payments = File.ReadLines(Repository.Example("weather", "golden.csv")).Skip(1)
            .Select(line => line.Split(','))
            .Where(fields => fields[0] == cover && fields[1].StartsWith("2015-", StringComparison.Ordinal))
            .Select(fields => long.Parse(fields[4]))
            .Where(paid => paid > 0)
            .ToList();
        var premium = Arithmetic.Apply(SumInsured, [long.Parse(product.GetProperty("coverages")[0].GetProperty("ratePpm").GetString()!)]);
        return new ExpectedBook(policies, premium * policies, payments.Count * policies, payments.Count * policies, 0, payments.Sum() * policies);
    }
}
