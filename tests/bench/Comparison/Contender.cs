namespace Insurance.Bench;

/// <summary>One way to submit the same transaction.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="ProcessIds">The process that is the ledger's client, then those that only call that one.</param>
/// <param name="RunAsync">Submits so many transactions of a series.</param>
internal sealed record Contender(string Name, IReadOnlyList<int> ProcessIds, Func<string, int, Task<LoadResult>> RunAsync);
