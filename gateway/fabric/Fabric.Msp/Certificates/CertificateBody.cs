namespace Fabric.Msp;

/// <summary>The three parts that certificates and revocation lists share: body, algorithm, signature.</summary>
internal readonly struct CertificateBody
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly string _algorithm;
    private readonly byte[] _signature;

    /// <exception cref="AsnContentException">The bytes are not a signed structure.</exception>
    public CertificateBody(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var outer = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        _body = outer.ReadEncodedValue();
        _algorithm = outer.ReadSequence().ReadObjectIdentifier();
        _signature = outer.ReadBitString(out var unusedBits);
        if (unusedBits != 0)
        {
            // A signature is whole bytes; any other count would make a second encoding of the same certificate.
            throw new AsnContentException("The signature is not a whole number of bytes.");
        }

        outer.ThrowIfNotEmpty();
    }

    public ReadOnlyMemory<byte> Body => _body;

    public bool IsSignedBy(X509Certificate2 issuer)
    {
        try
        {
            return _algorithm switch
            {
                "1.2.840.10045.4.3.2" => VerifyEcdsa(issuer, HashAlgorithmName.SHA256),
                "1.2.840.10045.4.3.3" => VerifyEcdsa(issuer, HashAlgorithmName.SHA384),
                "1.2.840.10045.4.3.4" => VerifyEcdsa(issuer, HashAlgorithmName.SHA512),
                "1.2.840.113549.1.1.11" => VerifyRsa(issuer, HashAlgorithmName.SHA256),
                "1.2.840.113549.1.1.12" => VerifyRsa(issuer, HashAlgorithmName.SHA384),
                "1.2.840.113549.1.1.13" => VerifyRsa(issuer, HashAlgorithmName.SHA512),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private bool VerifyEcdsa(X509Certificate2 issuer, HashAlgorithmName hash)
    {
        using var key = issuer.GetECDsaPublicKey();
        return key is not null && key.VerifyData(_body.Span, _signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private bool VerifyRsa(X509Certificate2 issuer, HashAlgorithmName hash)
    {
        using var key = issuer.GetRSAPublicKey();
        return key is not null && key.VerifyData(_body.Span, _signature, hash, RSASignaturePadding.Pkcs1);
    }
}
