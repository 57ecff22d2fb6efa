using System.Security.Cryptography;
using Google.Protobuf;
using Insurance.Gateway.Errors;
using Insurance.V1;

namespace Insurance.Gateway.Privacy;

/// <summary>Seals and unseals persons with their own keys.</summary>
/// <param name="mspId">The organization.</param>
/// <param name="keys">The persons' keys.</param>
public sealed class PersonalDataVault(string mspId, IPersonKeyStore keys)
{
    /// <summary>Seals with a fresh salt; <c>null</c> when the person was erased.</summary>
    public SealedPerson? Seal(string partyId, uint version, PersonalData data)
    {
        if (keys.FindOrCreate(partyId) is not { } key)
        {
            return null;
        }

        try
        {
            var salt = RandomNumberGenerator.GetBytes(PersonalDataSeal.SaltBytes);
            var json = PersonalDataJson.Write(data);
            var value = PersonalDataSeal.Seal(key, mspId, partyId, version, salt, json);
            return new SealedPerson(value, PersonalDataSeal.Commitment(salt, json), Convert.ToHexStringLower(SHA256.HashData(value)));
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
        var key = keys.Find(stored.PartyId) ?? throw GatewayErrors.PersonalDataKeyMissing();
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
}
