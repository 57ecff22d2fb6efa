namespace Insurance.Demo.Seed;

/// <summary>What is there after seeding, whoever put it there.</summary>
/// <param name="Made">How many products, oracles, holders and policies were not there before.</param>
/// <param name="Products">On sale.</param>
/// <param name="Oracles">Registered; their keys are in the state directory.</param>
/// <param name="Holders">Registered, by insurer.</param>
/// <param name="Policies">Sold.</param>
public sealed record SeedResult(
    int Made,
    IReadOnlyList<SeededProduct> Products,
    IReadOnlyList<string> Oracles,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Holders,
    IReadOnlyList<SeededPolicy> Policies);
