namespace Fabric.Msp;

/// <summary>
/// Signs certificates with low S. Fabric re-encodes certificates whose signature has a high S before it
/// compares them; with low S the bytes on disk are the bytes that are compared.
/// </summary>
internal sealed class LowSSignatureGenerator(ECDsa key) : X509SignatureGenerator
{
    private readonly X509SignatureGenerator _inner = CreateForECDsa(key);

    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
        _inner.GetSignatureAlgorithmIdentifier(hashAlgorithm);

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        EcdsaSignatures.SignDigest(key, CryptographicOperations.HashData(hashAlgorithm, data));

    protected override PublicKey BuildPublicKey() => _inner.PublicKey;
}
