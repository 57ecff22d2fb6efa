namespace EndToEnd.Tests.Replay;

/// <summary>The flight story calculated from the example files alone: no code of the product, no ledger.</summary>
public static class FlightCalculation
{
    public static Dictionary<string, ExpectedBook> Expect(int flights, params string[] insurers)
    {
        var products = insurers.ToDictionary(insurer => insurer, insurer => Read($"products/{insurer}.json"));
        var books = insurers.ToDictionary(insurer => insurer, _ => new ExpectedBook(0, 0, 0, 0, 0, 0));
        foreach (var flight in Read("flights.json").EnumerateArray().Take(flights))
        {
            var distance = flight.GetProperty("distance").GetInt64();
            var hour = long.Parse(flight.GetProperty("date").GetString()!.Substring(11, 2));
            var sum = 10_000 + (distance * 5);
            // Cheapest wins; on a tie the insurer listed first.
            var (winner, premium) = insurers.Select(insurer => (insurer, Premium(products[insurer], sum, distance, hour))).MinBy(offer => offer.Item2);
            var payout = Payout(products[winner], sum, flight.GetProperty("delay").GetInt64());
            var book = books[winner];
            books[winner] = book with
            {
                Policies = book.Policies + 1,
                Premium = book.Premium + premium,
                Claims = book.Claims + (payout > 0 ? 1 : 0),
                PaidAutomatically = book.PaidAutomatically + (payout > 0 ? 1 : 0),
                Paid = book.Paid + payout,
            };
        }

        return books;
    }

    private static long Premium(JsonElement product, long sum, long distance, long hour)
    {
        var tariff = product.GetProperty("tariff");
        var factors = tariff.GetProperty("factors").EnumerateArray().Select(table =>
        {
            var value = table.GetProperty("attribute").GetString() == "distanceMiles" ? distance : hour;
            return Number(table.GetProperty("bands").EnumerateArray().Single(band => value >= Number(band, "from") && value < Number(band, "to")), "factorPpm");
        });
        var premium = Arithmetic.Apply(sum, [Number(product.GetProperty("coverages")[0], "ratePpm"), .. factors]);
        return Math.Max(premium, Number(tariff.GetProperty("minimumPremium"), "minorUnits"));
    }

    private static long Payout(JsonElement product, long sum, long delay) => product
        .GetProperty("parametricTrigger").GetProperty("steps").EnumerateArray()
        .Where(step => delay >= Number(step, "threshold"))
        .Select(step => Arithmetic.Apply(sum, Number(step, "payoutPpm")))
        .LastOrDefault();

    private static long Number(JsonElement element, string name) => long.Parse(element.GetProperty(name).GetString()!);

    private static JsonElement Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(Repository.Example("flights", file))).RootElement;
}
