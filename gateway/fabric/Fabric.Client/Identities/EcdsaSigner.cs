using Fabric.Msp;

namespace Fabric.Client;

/// <summary>Signs with an ECDSA key on P-256 or P-384.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class EcdsaSigner : ISigner, IDisposable
{
    private readonly EcdsaPrivateKey? _exportable;
    private readonly ECDsa? _external;
    private readonly Lock _useOfExternal = new();

    private EcdsaSigner(EcdsaPrivateKey key) => _exportable = key;

    private EcdsaSigner(ECDsa key) => _external = key;

    /// <summary>Creates a signer from a private key in PEM, in PKCS#8 or SEC 1 form, not encrypted.</summary>
    /// <param name="privateKeyPem">The key in PEM.</param>
    /// <exception cref="ArgumentException">The text holds no private key in PEM.</exception>
    /// <exception cref="NotSupportedException">The key is not on P-256 or P-384.</exception>
    /// <exception cref="CryptographicException">The key is damaged or not an elliptic-curve key.</exception>
    public static EcdsaSigner FromPem(string privateKeyPem) => new(EcdsaPrivateKey.FromPem(privateKeyPem));

    /// <summary>Creates a signer that uses a key where it is, one signature at a time, for keys that cannot be exported.</summary>
    /// <param name="key">The key; the caller disposes of it after the signer's last use.</param>
    public static EcdsaSigner FromKey(ECDsa key) => new(key);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken = default)
    {
        if (_exportable is not null)
        {
            return new(_exportable.SignDigest(digest.Span));
        }

        lock (_useOfExternal)
        {
            return new(EcdsaSignatures.SignDigest(_external!, digest.Span));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _exportable?.Dispose();
}
