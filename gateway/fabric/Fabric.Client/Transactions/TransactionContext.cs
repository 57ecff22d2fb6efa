using Fabric.Protos.Common;

namespace Fabric.Client;

/// <summary>The nonce of a proposal and the transaction id that follows from it.</summary>
internal sealed class TransactionContext
{
    private const int NonceLength = 24;

    public TransactionContext(ByteString creator)
    {
        Span<byte> salted = new byte[NonceLength + creator.Length];
        RandomNumberGenerator.Fill(salted[..NonceLength]);
        creator.Span.CopyTo(salted[NonceLength..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(salted, hash);
        TransactionId = Convert.ToHexStringLower(hash);
        SignatureHeader = new SignatureHeader { Creator = creator, Nonce = ByteString.CopyFrom(salted[..NonceLength]) };
    }

    public string TransactionId { get; }

    public SignatureHeader SignatureHeader { get; }
}
