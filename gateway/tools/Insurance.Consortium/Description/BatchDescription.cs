namespace Insurance.Consortium.Description;

/// <summary>When a block is cut: by number of transactions, by size in bytes, or by time since its first transaction.</summary>
public sealed record BatchDescription(int MaxMessages, int MaxBytes, int TimeoutMilliseconds)
{
    public static BatchDescription Default { get; } = new(500, 4 * 1024 * 1024, 50);
}
