namespace Insurance.Gateway.Privacy;

/// <summary>A version of a person's data that was begun, and whose record is not known to have followed.</summary>
/// <param name="Number">The entry.</param>
/// <param name="PartyId">The pseudonym.</param>
/// <param name="Version">The version of the data.</param>
/// <param name="SealedSha256">The sealed value's hash; <c>null</c>: nothing was sent to the ledger.</param>
/// <param name="Since">When it was begun.</param>
/// <param name="Discarded">True: the ledger was asked to discard it, and it is looked for once more.</param>
internal sealed record PendingPerson(long Number, string PartyId, uint Version, string? SealedSha256, DateTimeOffset Since, bool Discarded);
