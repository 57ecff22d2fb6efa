namespace Insurance.Gateway.Privacy;

/// <summary>Keeps a data key of its own for each person. Safe to use from several threads.</summary>
internal interface IPersonKeyStore : IDisposable
{
    /// <summary>The person's key, made and stored for good if there is none; <c>null</c> when the person's key was erased.</summary>
    /// <param name="partyId">The pseudonym.</param>
    /// <returns>32 bytes that the caller clears after use.</returns>
    byte[]? FindOrCreate(string partyId);

    /// <summary>The person's key; <c>null</c> when there is none.</summary>
    /// <param name="partyId">The pseudonym.</param>
    /// <returns>32 bytes that the caller clears after use.</returns>
    byte[]? Find(string partyId);

    /// <summary>As <see cref="FindOrCreate"/>, and notes for good that a version is about to be stored, until it is said how that ended.</summary>
    /// <param name="partyId">The pseudonym.</param>
    /// <param name="version">The version of the data.</param>
    /// <param name="now">When.</param>
    /// <returns><c>null</c> when the person's key was erased.</returns>
    BegunPerson? Begin(string partyId, uint version, DateTimeOffset now);

    /// <summary>Notes the hash of what is sent to the ledger next.</summary>
    void Sealed(long number, string sealedSha256);

    /// <summary>The ledger has recorded a version, so that nothing can be stored as it, or as one before, any more.</summary>
    void Recorded(string partyId, uint version);

    /// <summary>Nothing of it is on the ledger. The key goes too, if it was made for this and nothing else uses it.</summary>
    void Withdraw(long number);

    /// <summary>Its outcome could not be learned: it is left to whoever asks for <see cref="Unfinished"/>.</summary>
    void Leave(long number);

    /// <summary>
    /// The ledger has discarded what was stored of it, and proved by that that there is no record. A first version's key is destroyed,
    /// unless another attempt is under way. It is looked for once more, for it may have been stored later still, unless it is known that it was not.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="forGood">True: the entry is not needed any more.</param>
    void Discarded(PendingPerson entry, bool forGood);

    /// <summary>The entries of processes that ended, and those that were left.</summary>
    IReadOnlyList<PendingPerson> Unfinished();

    /// <summary>True: no person's key is in it, nothing is under way, and no operator said that it is meant to begin so.</summary>
    bool IsBlank { get; }

    /// <summary>True when there is a key for the person, or an entry.</summary>
    bool Knows(string partyId);

    /// <summary>
    /// Destroys the key of a person who has no record, unless an attempt to register the person is under way. Unlike <see cref="Erase"/> it does
    /// not keep a person from being registered later.
    /// </summary>
    void Forget(string partyId);

    /// <summary>
    /// Destroys the person's key: when this returns, none of its bytes, wrapped or not, are left in the store, and no key is ever
    /// made for this person again. May be repeated.
    /// </summary>
    /// <param name="partyId">The pseudonym.</param>
    void Erase(string partyId);

    /// <summary>Notes that the ledger has purged what was sealed of an erased person.</summary>
    /// <param name="partyId">The pseudonym.</param>
    void Purged(string partyId);

    /// <summary>Takes back every <see cref="Purged"/>: the ledger is another one, or an older copy, and may have the sealed values again.</summary>
    void ForgetPurged();

    /// <summary>How far the erasure of a person has come here.</summary>
    /// <param name="partyId">The pseudonym.</param>
    ErasureProgress Progress(string partyId);

    /// <summary>Up to where the ledger's erasures have been followed; kept with the keys, so that a restored store knows what it missed.</summary>
    /// <value><c>null</c>: from the beginning.</value>
    string? FollowedTo { get; set; }
}
