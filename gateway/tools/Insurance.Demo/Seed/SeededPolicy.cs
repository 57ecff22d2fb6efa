namespace Insurance.Demo.Seed;

/// <summary>A policy that can be tried.</summary>
/// <param name="InsurerMspId">Whose it is.</param>
/// <param name="PolicyId">Its id.</param>
/// <param name="ProductId">What was sold.</param>
/// <param name="HolderId">To whom.</param>
/// <param name="Status">As it is now.</param>
/// <param name="Subject">What readings are about; empty: it is not settled by readings.</param>
/// <param name="Try">What it is good for.</param>
public sealed record SeededPolicy(string InsurerMspId, string PolicyId, string ProductId, string HolderId, string Status, string Subject, string Try);
