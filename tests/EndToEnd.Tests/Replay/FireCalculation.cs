namespace EndToEnd.Tests.Replay;

/// <summary>The fire story calculated from the example files alone.</summary>
public static class FireCalculation
{
    private static readonly long[] SumsInsuredInKroner = [10_000_000, 25_000_000, 50_000_000, 5_000_000];

    public static Dictionary<string, ExpectedBook> Expect(int losses, params string[] insurers)
    {
        var books = insurers.ToDictionary(insurer => insurer, _ => new ExpectedBook(0, 0, 0, 0, 0, 0));
        var rows = File.ReadLines(Repository.Example("fire", "danish-fire.csv")).Skip(1).Take(losses).Select((line, index) => (line, index));
        foreach (var (line, index) in rows)
        {
            var insurer = insurers[index % insurers.Length];
            using var product = JsonDocument.Parse(File.ReadAllText(Repository.Example("fire", "products", insurer + ".json")));
            var (tariff, conditions) = (product.RootElement.GetProperty("tariff"), product.RootElement.GetProperty("claimConditions"));
            var coverages = product.RootElement.GetProperty("coverages").EnumerateArray().ToList();
            var building = SumsInsuredInKroner[index % 4] * 100;
            long[] sums = [building, building / 2, building / 5];
            var place = Number(tariff.GetProperty("factors")[0].GetProperty("exact")[0], "factorPpm");
            var net = Math.Max(coverages.Zip(sums, (coverage, sum) => Arithmetic.Apply(sum, Number(coverage, "ratePpm"), place)).Sum(), Amount(tariff, "minimumPremium"));
            var premium = net + Arithmetic.Apply(net, Number(product.RootElement.GetProperty("jurisdictions")[0].GetProperty("taxes")[0], "ratePpm"));

            // decimal holds six places and three digits exactly.
            var parts = line.Split(',')[1..4].Select(part => (long)(decimal.Parse(part) * 100_000_000m));
            var payable = coverages.Zip(parts, Payable).Zip(sums, Math.Min).Sum();
            var automatic = payable <= Amount(conditions, "straightThroughLimit");
            var book = books[insurer];
            books[insurer] = book with
            {
                Policies = book.Policies + 1,
                Premium = book.Premium + premium,
                Claims = book.Claims + 1,
                PaidAutomatically = book.PaidAutomatically + (automatic ? 1 : 0),
                DecidedByHand = book.DecidedByHand + (automatic ? 0 : 1),
                Paid = book.Paid + payable,
            };
        }

        return books;
    }

    /// <summary>What one coverage leaves to pay of a loss: less its deductible, then less the holder's share.</summary>
    private static long Payable(JsonElement coverage, long loss)
    {
        if (coverage.TryGetProperty("deductible", out var deductible))
        {
            var own = deductible.GetProperty("kind").GetString() == "DEDUCTIBLE_KIND_FIXED"
                ? Amount(deductible, "amount")
                : Math.Clamp(Arithmetic.Apply(loss, Number(deductible, "ratePpm")), Amount(deductible, "minimum"), Amount(deductible, "maximum"));
            loss = Math.Max(loss - own, 0);
        }

        return coverage.TryGetProperty("coinsurancePpm", out _) ? Arithmetic.Apply(loss, 1_000_000 - Number(coverage, "coinsurancePpm")) : loss;
    }

    private static long Amount(JsonElement element, string name) => Number(element.GetProperty(name), "minorUnits");

    private static long Number(JsonElement element, string name) => long.Parse(element.GetProperty(name).GetString()!);
}
