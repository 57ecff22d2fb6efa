namespace Fabric.Msp;

/// <summary>A private key held in memory that many threads may sign with at once.</summary>
public sealed class EcdsaPrivateKey : IDisposable
{
    private readonly EcdsaKeyPool _pool;

    private EcdsaPrivateKey(ECDsa key)
    {
        KeySize = EcdsaCurve.Of(key).FieldSize * 8;
        _pool = new EcdsaKeyPool(key.ExportParameters(includePrivateParameters: true));
    }

    /// <summary>Bits of the key's curve: 256 or 384.</summary>
    public int KeySize { get; }

    /// <summary>Reads a private key from PEM, in PKCS#8 or SEC 1 form, not encrypted.</summary>
    /// <param name="pem">The PEM text.</param>
    /// <exception cref="ArgumentException">The text holds no private key in PEM form.</exception>
    /// <exception cref="NotSupportedException">The key is not on P-256 or P-384.</exception>
    /// <exception cref="CryptographicException">The key is damaged or not an elliptic-curve key.</exception>
    public static EcdsaPrivateKey FromPem(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new EcdsaPrivateKey(key);
    }

    /// <summary>Takes over a key's parameters; the caller keeps, and disposes, the object passed.</summary>
    /// <param name="key">A key on P-256 or P-384 whose private part may be exported.</param>
    /// <exception cref="NotSupportedException">The key is not on P-256 or P-384.</exception>
    /// <exception cref="CryptographicException">The private part is absent or may not be exported.</exception>
    public static EcdsaPrivateKey FromKey(ECDsa key) => new(key);

    /// <summary>Signs a digest; see <see cref="EcdsaSignatures.SignDigest"/>.</summary>
    /// <param name="digest">The digest of the message.</param>
    /// <returns>The signature in DER with low S.</returns>
    /// <exception cref="ObjectDisposedException">The key has been disposed of.</exception>
    public byte[] SignDigest(ReadOnlySpan<byte> digest) => _pool.Sign(digest);

    /// <inheritdoc/>
    public void Dispose() => _pool.Dispose();
}
