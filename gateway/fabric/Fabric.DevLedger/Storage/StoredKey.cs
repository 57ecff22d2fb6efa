namespace Fabric.DevLedger.Storage;

/// <summary>Builds the byte keys under which state is stored, so that their order is Fabric's order of keys.</summary>
internal static class StoredKey
{
    // A lone surrogate has no UTF-8 form; two such keys must not fall onto one replacement character.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Public(string chaincode, string key)
    {
        var prefix = Strict.GetByteCount(chaincode);
        var bytes = new byte[prefix + 1 + Strict.GetByteCount(key)];
        Strict.GetBytes(chaincode, bytes);
        Strict.GetBytes(key, bytes.AsSpan(prefix + 1));
        return bytes;
    }

    public static byte[] Private(string chaincode, string collection, string key) =>
        Join(chaincode, collection, Strict.GetBytes(key));

    public static byte[] Hashed(string chaincode, string collection, ReadOnlySpan<byte> keyHash) =>
        Join(chaincode, collection, keyHash);

    /// <summary>The first stored key after every key of the chaincode.</summary>
    public static byte[] EndOfPublic(string chaincode) => [.. Strict.GetBytes(chaincode), 1];

    /// <summary>The first stored key after every key of the collection.</summary>
    public static byte[] EndOfPrivate(string chaincode, string collection) =>
        [.. Strict.GetBytes(chaincode), 0, .. Strict.GetBytes(collection), 1];

    public static byte[] Hash(string key) => SHA256.HashData(Strict.GetBytes(key));

    /// <summary>The chaincode's own key in a public stored key.</summary>
    public static string FromPublic(string chaincode, ReadOnlySpan<byte> stored) =>
        Strict.GetString(stored[(Strict.GetByteCount(chaincode) + 1)..]);

    public static string FromPrivate(string chaincode, string collection, ReadOnlySpan<byte> stored) =>
        Strict.GetString(stored[(Strict.GetByteCount(chaincode) + Strict.GetByteCount(collection) + 2)..]);

    private static byte[] Join(string chaincode, string collection, ReadOnlySpan<byte> key)
    {
        var first = Strict.GetByteCount(chaincode);
        var second = Strict.GetByteCount(collection);
        var bytes = new byte[first + second + 2 + key.Length];
        Strict.GetBytes(chaincode, bytes);
        Strict.GetBytes(collection, bytes.AsSpan(first + 1));
        key.CopyTo(bytes.AsSpan(first + second + 2));
        return bytes;
    }
}
