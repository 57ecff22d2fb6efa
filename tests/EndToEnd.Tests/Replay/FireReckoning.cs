using System.Text.Json;
using EndToEnd.Tests.Running;

namespace EndToEnd.Tests.Replay;

/// <summary>The fire story reckoned from the example files alone.</summary>
public static class FireReckoning
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
            var sum = SumsInsuredInKroner[index % 4] * 100;
            var place = Number(tariff.GetProperty("factors")[0].GetProperty("exact")[0], "factorPpm");
            var premium = Math.Max(Arithmetic.Apply(sum, Number(tariff, "ratePpm"), place), Amount(tariff, "minimumPremium"));

            // decimal holds six places and three digits exactly.
            var loss = (long)(decimal.Parse(line.Split(',')[4]) * 100_000_000m);
            var payable = Math.Min(loss - Amount(conditions, "deductible"), sum);
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

    private static long Amount(JsonElement element, string name) => Number(element.GetProperty(name), "minorUnits");

    private static long Number(JsonElement element, string name) => long.Parse(element.GetProperty(name).GetString()!);
}
