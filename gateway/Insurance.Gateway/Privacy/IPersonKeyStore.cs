namespace Insurance.Gateway.Privacy;

/// <summary>Keeps a data key of its own for each person. Safe to use from several threads.</summary>
public interface IPersonKeyStore : IDisposable
{
    /// <summary>The person's key, made and stored for good if there is none; <c>null</c> when the person's key was erased.</summary>
    /// <param name="partyId">The pseudonym.</param>
    /// <returns>32 bytes that the caller clears after use.</returns>
    byte[]? FindOrCreate(string partyId);

    /// <summary>The person's key; <c>null</c> when there is none.</summary>
    /// <param name="partyId">The pseudonym.</param>
    /// <returns>32 bytes that the caller clears after use.</returns>
    byte[]? Find(string partyId);

    /// <summary>
    /// Destroys the person's key: when this returns, none of its bytes, wrapped or not, are left in the store, and no key is ever
    /// made for this person again. May be repeated.
    /// </summary>
    /// <param name="partyId">The pseudonym.</param>
    void Erase(string partyId);

    /// <summary>Notes that the ledger has purged what was sealed of an erased person.</summary>
    /// <param name="partyId">The pseudonym.</param>
    void Purged(string partyId);

    /// <summary>How far the erasure of a person has come here.</summary>
    /// <param name="partyId">The pseudonym.</param>
    ErasureProgress Progress(string partyId);

    /// <summary>Up to where the ledger's erasures have been followed; kept with the keys, so that a restored store knows what it missed.</summary>
    /// <value><c>null</c>: from the beginning.</value>
    string? FollowedTo { get; set; }
}
