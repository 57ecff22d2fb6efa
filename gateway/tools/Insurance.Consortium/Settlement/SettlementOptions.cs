namespace Insurance.Consortium.Settlement;

/// <summary>How an event is settled.</summary>
/// <param name="PageSize">Policies in one transaction, at most 500.</param>
/// <param name="AtOnce">Pages under way at once.</param>
/// <param name="Patience">How long one call is repeated while nothing answers it.</param>
public sealed record SettlementOptions(int PageSize, int AtOnce, TimeSpan Patience);
