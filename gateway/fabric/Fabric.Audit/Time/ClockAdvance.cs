namespace Fabric.Audit;

/// <summary>A time that no organization could set alone, later than those before it.</summary>
/// <param name="Block">The block.</param>
/// <param name="Time">The time.</param>
/// <param name="MspId">The organization that created the transaction.</param>
public readonly record struct ClockAdvance(ulong Block, DateTimeOffset Time, string MspId);
