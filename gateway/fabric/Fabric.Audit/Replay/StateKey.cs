namespace Fabric.Audit;

/// <summary>A key of the state, of fixed size so that millions can be remembered: half of a SHA-256 over its full name.</summary>
/// <param name="Digest">The half digest.</param>
public readonly record struct StateKey(UInt128 Digest)
{
    /// <summary>A key that every member holds.</summary>
    /// <param name="chaincode">The namespace.</param>
    /// <param name="key">The key.</param>
    public static StateKey Public(string chaincode, string key) => Of("K", chaincode, "", Encoding.UTF8.GetBytes(key));

    /// <summary>A key of a private data collection, known by its hash.</summary>
    /// <param name="chaincode">The namespace.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="keyHash">SHA-256 of the key.</param>
    public static StateKey Hashed(string chaincode, string collection, ReadOnlySpan<byte> keyHash) =>
        Of("H", chaincode, collection, keyHash);

    // Chaincode and collection names hold no zero byte, so no two keys have the same text.
    private static StateKey Of(string kind, string chaincode, string collection, ReadOnlySpan<byte> key)
    {
        byte[] name = [.. Encoding.UTF8.GetBytes($"{kind}{chaincode}\0{collection}\0"), .. key];
        return new StateKey(BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(name)));
    }
}
