namespace Insurance.Gateway.UseCases.Audit;

/// <summary>What an export is to hold.</summary>
/// <param name="From">Begin of the period, inclusive; <c>null</c>: none.</param>
/// <param name="To">End of the period, exclusive; <c>null</c>: none.</param>
/// <param name="FromBlock">The first block, instead of a begin; <c>null</c>: none.</param>
/// <param name="ToBlock">The last block, instead of an end; <c>null</c>: none.</param>
internal sealed record ExportScope(DateTimeOffset? From = null, DateTimeOffset? To = null, ulong? FromBlock = null, ulong? ToBlock = null);
