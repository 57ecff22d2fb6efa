namespace Insurance.Gateway.Privacy;

/// <summary>Seals and unseals persons with their own keys.</summary>
/// <param name="mspId">The organization.</param>
/// <param name="keys">The persons' keys.</param>
/// <param name="clock">The clock.</param>
internal sealed class PersonalDataVault(string mspId, IPersonKeyStore keys, TimeProvider clock)
{
    /// <summary>
    /// Seals with a fresh salt; <c>null</c> when the person was erased. Until the key store knows how it ended, it counts as unfinished
    /// business that outlives the process.
    /// </summary>
    public SealedPerson? Seal(string partyId, uint version, PersonalData data)
    {
        BegunPerson? begun;
        try
        {
            begun = keys.Begin(partyId, version, clock.GetUtcNow());
        }
        catch (CryptographicException)
        {
            throw GatewayErrors.PersonalDataKeyDamaged();
        }

        if (begun is null)
        {
            return null;
        }

        var key = begun.Key;
        try
        {
            var salt = RandomNumberGenerator.GetBytes(PersonalDataSeal.SaltBytes);
            var json = PersonalDataJson.Write(data);
            var value = PersonalDataSeal.Seal(key, mspId, partyId, version, salt, json);
            var hash = Convert.ToHexStringLower(SHA256.HashData(value));
            keys.Sealed(begun.Number, hash);
            return new SealedPerson(begun.Number, value, PersonalDataSeal.Commitment(salt, json), hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>
    /// What distinguishes a request's data from those of another, which <see cref="PersonalDataSeal.Digest"/> says; empty when the person has no key,
    /// for it was not made yet, or is gone with the person's erasure.
    /// </summary>
    public string Digest(string transaction, string partyId, string requestId, PersonalData data)
    {
        byte[]? key;
        try
        {
            key = keys.Find(partyId);
        }
        catch (CryptographicException)
        {
            throw GatewayErrors.PersonalDataKeyDamaged();
        }

        if (key is null)
        {
            return "";
        }

        try
        {
            return PersonalDataSeal.Digest(key, mspId, transaction, partyId, requestId, PersonalDataJson.Write(data));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Unseals what the ledger answered.</summary>
    /// <exception cref="ApiException">The key is missing, or the data are not those of the commitment.</exception>
    public OpenedPerson Open(SealedPersonalData stored)
    {
        byte[] key;
        try
        {
            key = keys.Find(stored.PartyId) ?? throw GatewayErrors.PersonalDataKeyMissing();
        }
        catch (CryptographicException)
        {
            throw GatewayErrors.PersonalDataKeyDamaged();
        }

        try
        {
            var (salt, json) = PersonalDataSeal.Open(key, mspId, stored.PartyId, stored.Version, stored.Sealed.Span);
            return PersonalDataSeal.Commitment(salt, json) == stored.CommitmentSha256
                ? new OpenedPerson(PersonalDataJson.Read(json), salt, json)
                : throw GatewayErrors.PersonalDataDamaged();
        }
        catch (Exception error) when (error is CryptographicException or InvalidProtocolBufferException)
        {
            throw GatewayErrors.PersonalDataDamaged();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Destroys the person's key, and with it every copy of the person's data.</summary>
    public void Erase(string partyId) => keys.Erase(partyId);

    /// <summary>Notes that the ledger has purged what was sealed of an erased person.</summary>
    public void Purged(string partyId) => keys.Purged(partyId);

    /// <summary>The ledger has recorded a version.</summary>
    public void Recorded(string partyId, uint version) => keys.Recorded(partyId, version);

    /// <summary>Nothing of what was sealed is on the ledger.</summary>
    public void Withdraw(SealedPerson person) => keys.Withdraw(person.Number);

    /// <summary>What became of what was sealed could not be learned.</summary>
    public void Leave(SealedPerson person) => keys.Leave(person.Number);
}
