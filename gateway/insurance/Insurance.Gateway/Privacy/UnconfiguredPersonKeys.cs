namespace Insurance.Gateway.Privacy;

/// <summary>Stands in where the configuration names no key-encryption key: nothing is sealed in the clear instead.</summary>
internal sealed class UnconfiguredPersonKeys : IPersonKeyStore
{
    public byte[]? FindOrCreate(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public byte[]? Find(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public BegunPerson? Begin(string partyId, uint version, DateTimeOffset now) => throw GatewayErrors.PersonalDataNotConfigured();

    public void Sealed(long number, string sealedSha256) => throw GatewayErrors.PersonalDataNotConfigured();

    public void Recorded(string partyId, uint version) => throw GatewayErrors.PersonalDataNotConfigured();

    public void Withdraw(long number) => throw GatewayErrors.PersonalDataNotConfigured();

    public void Leave(long number) => throw GatewayErrors.PersonalDataNotConfigured();

    public void Discarded(PendingPerson entry, bool forGood) => throw GatewayErrors.PersonalDataNotConfigured();

    public IReadOnlyList<PendingPerson> Unfinished() => [];

    public bool IsBlank => false;

    public bool Knows(string partyId) => false;

    public void Forget(string partyId)
    {
    }

    public void Erase(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public void Purged(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public void ForgetPurged() => throw GatewayErrors.PersonalDataNotConfigured();

    public ErasureProgress Progress(string partyId) => throw GatewayErrors.PersonalDataNotConfigured();

    public string? FollowedTo { get; set; }

    public void Dispose()
    {
    }
}
