namespace Insurance.Gateway.Privacy;

/// <summary>A person sealed for the ledger.</summary>
/// <param name="Number">The key store's entry, which ends with the record.</param>
/// <param name="Value">For the insurer's collection.</param>
/// <param name="CommitmentSha256">For the channel.</param>
/// <param name="SealedSha256">The hash that the ledger will publish of the value.</param>
internal sealed record SealedPerson(long Number, byte[] Value, string CommitmentSha256, string SealedSha256);
