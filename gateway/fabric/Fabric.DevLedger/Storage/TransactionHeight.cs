namespace Fabric.DevLedger.Storage;

/// <summary>The height at which a key was last written: block and index of the transaction in it.</summary>
internal readonly record struct TransactionHeight(ulong Block, ulong Transaction)
{
    private const int IndexBits = 16;

    /// <summary>The most transactions that one block can hold.</summary>
    public const int MaxTransactionsPerBlock = 1 << IndexBits;

    /// <summary>The two numbers in one, in the order of the chain.</summary>
    public long Position => ((long)Block << IndexBits) | (long)Transaction;

    public static TransactionHeight FromPosition(long position) =>
        new((ulong)(position >> IndexBits), (ulong)(position & (MaxTransactionsPerBlock - 1)));

    /// <summary>Where a block begins; a number that no chain reaches is behind everything.</summary>
    public static long FirstPosition(ulong block) => block >= 1UL << (63 - IndexBits) ? long.MaxValue : (long)block << IndexBits;
}
