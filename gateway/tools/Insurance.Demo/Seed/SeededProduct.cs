namespace Insurance.Demo.Seed;

/// <summary>A product that is on sale.</summary>
/// <param name="InsurerMspId">Whose it is.</param>
/// <param name="ProductId">Its id.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="Name">Its name.</param>
public sealed record SeededProduct(string InsurerMspId, string ProductId, uint Version, string Name);
