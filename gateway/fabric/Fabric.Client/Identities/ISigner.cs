namespace Fabric.Client;

/// <summary>Signs digests for an identity. The key may be in memory, in a hardware module or with a remote service.</summary>
/// <remarks>Implementations are safe for concurrent use.</remarks>
public interface ISigner
{
    /// <summary>Signs a digest.</summary>
    /// <param name="digest">The digest that <see cref="GatewayOptions.Hash"/> computed, or the message itself under <see cref="MessageHash.None"/>.</param>
    /// <param name="cancellationToken">Cancels the wait for a remote signer.</param>
    /// <returns>
    /// An ECDSA signature in ASN.1 DER with low S; <see cref="Fabric.Msp.EcdsaSignatures.FromFixedFieldForm"/>
    /// makes one of what most hardware modules return.
    /// </returns>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken = default);
}
