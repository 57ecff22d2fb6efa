namespace Insurance.Gateway.UseCases.Audit;

/// <summary>Signs what the organization states, with the identity that it holds for a role.</summary>
internal sealed class MemberSigner(GatewaySettings settings) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Member>> _members = new(StringComparer.Ordinal);

    /// <summary>The organization.</summary>
    public string MspId => settings.Organization.MspId;

    /// <summary>The identity of a role as Fabric serializes it.</summary>
    public byte[] Identity(string role) => Of(role).Serialized;

    /// <summary>Signs the SHA-256 of a message.</summary>
    public byte[] Sign(string role, byte[] message) => Of(role).Key.SignDigest(SHA256.HashData(message));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var member in _members.Values.Where(member => member.IsValueCreated))
        {
            member.Value.Key.Dispose();
        }
    }

    private Member Of(string role) => _members.GetOrAdd(role, name => new Lazy<Member>(() => Read(name))).Value;

    private Member Read(string role)
    {
        var identity = settings.Identities[role];
        return new Member(
            SerializedIdentities.Serialize(MspId, File.ReadAllText(identity.Certificate)),
            EcdsaPrivateKey.FromPem(File.ReadAllText(identity.Key)));
    }

    private sealed record Member(byte[] Serialized, EcdsaPrivateKey Key);
}
