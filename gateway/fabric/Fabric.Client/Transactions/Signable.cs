namespace Fabric.Client;

/// <summary>A message that is signed before it is sent, here or off line.</summary>
public abstract class Signable
{
    private readonly ClientConnection _connection;

    private protected Signable(ClientConnection connection) => _connection = connection;

    /// <summary>The digest to sign.</summary>
    public ReadOnlyMemory<byte> Digest => _connection.Digest(SignedBytes);

    private protected ClientConnection Connection => _connection;

    /// <summary>The bytes that the signature covers.</summary>
    private protected abstract ByteString SignedBytes { get; }

    private protected abstract ByteString Signature { get; set; }

    /// <summary>The message in serialized form, from which the gateway can recreate it in another process.</summary>
    public abstract byte[] ToBytes();

    private protected void SetSignature(ReadOnlySpan<byte> signature)
    {
        if (signature.IsEmpty)
        {
            throw new ArgumentException("The signature is empty.", nameof(signature));
        }

        Signature = ByteString.CopyFrom(signature);
    }

    /// <summary>Signs unless the message bears a signature. Signing twice at once is harmless: both signatures are valid.</summary>
    private protected async ValueTask SignAsync(CancellationToken cancellationToken)
    {
        if (Signature.IsEmpty)
        {
            Signature = UnsafeByteOperations.UnsafeWrap(await _connection.SignAsync(Digest, cancellationToken).ConfigureAwait(false));
        }
    }
}
