namespace Insurance.Gateway.Privacy;

/// <summary>A version of a person's data that is about to be sealed.</summary>
/// <param name="Number">The entry that says so until the record has followed.</param>
/// <param name="Key">The person's key, 32 bytes that the caller clears after use.</param>
internal sealed record BegunPerson(long Number, byte[] Key);
