namespace Insurance.Gateway.HolderAccess;

/// <summary>How a token is written: an id that may be known, a point, and 256 random bits that may not.</summary>
/// <param name="TokenId">16 lower-case hexadecimal digits.</param>
/// <param name="Secret">43 characters of base64url.</param>
internal sealed record TokenText(string TokenId, string Secret)
{
    private const int IdBytes = 8;
    private const int SecretBytes = 32;
    private const int SecretLength = 43;

    public static TokenText Create() => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)),
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>Reads a token; <c>null</c> when the text cannot be one.</summary>
    public static TokenText? Parse(string? text)
    {
        if (text is not { Length: (2 * IdBytes) + 1 + SecretLength } || text[2 * IdBytes] != '.')
        {
            return null;
        }

        var (id, secret) = (text[..(2 * IdBytes)], text[((2 * IdBytes) + 1)..]);
        return id.All(char.IsAsciiHexDigitLower) && secret.All(Plain) ? new TokenText(id, secret) : null;
    }

    /// <summary>What is kept of the secret. It has 256 random bits, so that a plain digest cannot be guessed back.</summary>
    public byte[] Digest() => SHA256.HashData(Encoding.ASCII.GetBytes(Secret));

    // Not the record's own text: a token must not slip into a log.
    public override string ToString() => TokenId;

    /// <summary>The whole token, for the holder.</summary>
    public string Write() => $"{TokenId}.{Secret}";

    private static bool Plain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_';
}
