namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>What is due among a page of what was looked at.</summary>
/// <param name="Items">What is due.</param>
/// <param name="Looked">How many were looked at.</param>
/// <param name="Next">Where the next page begins; empty: there is none.</param>
internal sealed record DuePage(IReadOnlyList<DueItem> Items, int Looked, string Next);
