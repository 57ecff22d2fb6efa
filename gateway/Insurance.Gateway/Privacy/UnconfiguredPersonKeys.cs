using Insurance.Gateway.Errors;

namespace Insurance.Gateway.Privacy;

/// <summary>Stands in where the configuration names no key-encryption key: nothing is sealed in the clear instead.</summary>
internal sealed class UnconfiguredPersonKeys : IPersonKeyStore
{
    public byte[]? FindOrCreate(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public byte[]? Find(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public void Erase(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public void Purged(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public ErasureProgress Progress(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public string? FollowedTo { get; set; }

    public void Dispose()
    {
    }
}
