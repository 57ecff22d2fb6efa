namespace Fabric.DevLedger.Blocks;

/// <summary>Assembles blocks and signs them for the orderer.</summary>
internal sealed class BlockSigner(OrganizationPeer orderer)
{
    private const int NonceLength = 24;

    public static BlockHeader Header(ulong number, byte[] previousHash, IReadOnlyList<ByteString> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var envelope in data)
        {
            hash.AppendData(envelope.Span);
        }

        return new BlockHeader
        {
            Number = number,
            PreviousHash = UnsafeByteOperations.UnsafeWrap(previousHash),
            DataHash = UnsafeByteOperations.UnsafeWrap(hash.GetHashAndReset()),
        };
    }

    /// <summary>The metadata of a block: the orderer's signature, the transactions' codes and the commit hash.</summary>
    public BlockMetadata Metadata(byte[] headerBytes, byte[] codes, byte[] commitHash)
    {
        var value = new OrdererBlockMetadata { LastConfig = new LastConfig { Index = 0 } }.ToByteString();
        var signatureHeader = new SignatureHeader
        {
            Creator = orderer.Serialized,
            Nonce = UnsafeByteOperations.UnsafeWrap(RandomNumberGenerator.GetBytes(NonceLength)),
        }.ToByteString();
        var digest = Digest(value, signatureHeader, headerBytes);
        var signatures = new Metadata { Value = value };
        signatures.Signatures.Add(new MetadataSignature
        {
            SignatureHeader = signatureHeader,
            Signature = UnsafeByteOperations.UnsafeWrap(orderer.Key.SignDigest(digest)),
        });
        var metadata = new BlockMetadata();
        metadata.Metadata.Add(signatures.ToByteString());
        metadata.Metadata.Add(ByteString.Empty);
        metadata.Metadata.Add(UnsafeByteOperations.UnsafeWrap(codes));
        metadata.Metadata.Add(ByteString.Empty);
        metadata.Metadata.Add(commitHash.Length == 0
            ? ByteString.Empty
            : new Metadata { Value = UnsafeByteOperations.UnsafeWrap(commitHash) }.ToByteString());
        return metadata;
    }

    /// <summary>What an orderer's signature over a block covers.</summary>
    public static byte[] Digest(ByteString value, ByteString signatureHeader, byte[] headerBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(value.Span);
        hash.AppendData(signatureHeader.Span);
        hash.AppendData(headerBytes);
        return hash.GetHashAndReset();
    }
}
