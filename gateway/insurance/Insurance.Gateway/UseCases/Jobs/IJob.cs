namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>Something that time makes due, again and again.</summary>
internal interface IJob
{
    /// <summary>Which one it is.</summary>
    Job Kind { get; }

    /// <summary>What is to be done among the next that are looked at.</summary>
    /// <param name="token">Where the page before ended; empty: from the beginning.</param>
    /// <param name="size">How many are looked at, at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<DuePage> FindAsync(string token, int size, CancellationToken cancellationToken);

    /// <summary>Does one of them. Whoever repeats it repeats the same requests.</summary>
    /// <returns>How many claims were paid by it.</returns>
    /// <exception cref="LedgerException">It failed.</exception>
    Task<int> DoAsync(DueItem item, CancellationToken cancellationToken);
}
