namespace Insurance.Gateway.Privacy;

/// <summary>
/// The form of sealed personal data: a byte 1, a nonce of 12 bytes, and AES-256-GCM of the salt and the JSON with its tag of 16.
/// Organization, pseudonym and version are authenticated with it, so that one person's value cannot stand in for another's.
/// </summary>
internal static class PersonalDataSeal
{
    /// <summary>The length of a salt in bytes.</summary>
    public const int SaltBytes = 32;

    private const byte Form = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Overhead = 1 + NonceBytes + TagBytes;

    /// <summary>Seals.</summary>
    /// <param name="key">The person's, 32 bytes.</param>
    /// <param name="mspId">The insurer.</param>
    /// <param name="partyId">The pseudonym.</param>
    /// <param name="version">Of the data, from 1.</param>
    /// <param name="salt">32 random bytes.</param>
    /// <param name="json">The data's canonical JSON.</param>
    public static byte[] Seal(
        ReadOnlySpan<byte> key, string mspId, string partyId, uint version, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> json)
    {
        byte[] clear = [.. salt, .. json];
        var value = new byte[Overhead + clear.Length];
        value[0] = Form;
        var nonce = value.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Encrypt(
            nonce, clear, value.AsSpan(1 + NonceBytes, clear.Length), value.AsSpan(value.Length - TagBytes), Context(mspId, partyId, version));
        CryptographicOperations.ZeroMemory(clear);
        return value;
    }

    /// <summary>Unseals.</summary>
    /// <exception cref="CryptographicException">It is damaged, or sealed for another person or version, or under another key.</exception>
    public static (byte[] Salt, byte[] Json) Open(ReadOnlySpan<byte> key, string mspId, string partyId, uint version, ReadOnlySpan<byte> value)
    {
        if (value.Length < Overhead + SaltBytes || value[0] != Form)
        {
            throw new CryptographicException("This is no sealed personal data of a form known here.");
        }

        var clear = new byte[value.Length - Overhead];
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Decrypt(value.Slice(1, NonceBytes), value[(1 + NonceBytes)..^TagBytes], value[^TagBytes..], clear, Context(mspId, partyId, version));
        return (clear[..SaltBytes], clear[SaltBytes..]);
    }

    /// <summary>What the channel shows of the data: SHA-256 of salt and JSON, in lower-case hexadecimal digits.</summary>
    public static string Commitment(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> json) =>
        Convert.ToHexStringLower(SHA256.HashData([.. salt, .. json]));

    /// <summary>
    /// A digest of the data that a request carries, by which a repeat is distinguished from another request: HMAC-SHA-256 in lower-case hexadecimal
    /// digits. Its key is derived from the person's, so that it ends with the erasure and nobody can try data on what the ledger keeps; and
    /// the request is part of it, so that equal data of two requests are not seen to be equal.
    /// </summary>
    /// <param name="key">The person's, 32 bytes.</param>
    /// <param name="mspId">The insurer.</param>
    /// <param name="transaction">Of the request.</param>
    /// <param name="partyId">The pseudonym.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="json">The data's canonical JSON.</param>
    public static string Digest(
        ReadOnlySpan<byte> key, string mspId, string transaction, string partyId, string requestId, ReadOnlySpan<byte> json)
    {
        Span<byte> derived = stackalloc byte[32];
        HKDF.Expand(HashAlgorithmName.SHA256, key, derived, "insurance.v1.PersonalData request digest"u8);
        byte[] reported = [.. Encoding.UTF8.GetBytes($"{mspId}\n{transaction}\n{partyId}\n{requestId}\n"), .. json];
        var digest = Convert.ToHexStringLower(HMACSHA256.HashData(derived, reported));
        CryptographicOperations.ZeroMemory(derived);
        CryptographicOperations.ZeroMemory(reported);
        return digest;
    }

    private static byte[] Context(string mspId, string partyId, uint version) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"insurance.v1.PersonalData\n{mspId}\n{partyId}\n{version}"));
}
