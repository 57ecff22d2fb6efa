namespace Fabric.DevLedger.Identities;

/// <summary>A node of an organization that can sign.</summary>
/// <param name="Address">The endpoint named in error details.</param>
internal sealed record OrganizationPeer(string MspId, string Address, ByteString Serialized, VerifiedIdentity Identity, EcdsaPrivateKey Key)
{
    /// <summary>Signs the digest of the two parts together.</summary>
    public (byte[] Digest, byte[] Signature) Sign(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var digest = DigestOf(first, second);
        return (digest, Key.SignDigest(digest));
    }

    public static byte[] DigestOf(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(first);
        hash.AppendData(second);
        return hash.GetHashAndReset();
    }

    public override string ToString() => $"peer of {MspId}";
}
