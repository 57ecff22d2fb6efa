namespace Fabric.Msp;

/// <summary>A certificate revocation list, read as far as membership needs it.</summary>
/// <remarks>Immutable. As in Fabric, a list counts for as long as it is there, also after <see cref="NextUpdate"/>.</remarks>
public sealed class RevocationList
{
    private readonly HashSet<string> _serialNumbers = [];

    private RevocationList(CertificateBody signed)
    {
        Signed = signed;
        var list = new AsnReader(signed.Body, AsnEncodingRules.DER).ReadSequence();
        if (list.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            list.ReadInteger();
        }

        list.ReadSequence();
        Issuer = list.ReadEncodedValue();
        ThisUpdate = ReadTime(list) ?? throw new AsnContentException("The list does not say when it was issued.");
        if (list.HasData)
        {
            NextUpdate = ReadTime(list);
        }

        if (list.HasData && list.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            var entries = list.ReadSequence();
            while (entries.HasData)
            {
                _serialNumbers.Add(Normal(entries.ReadSequence().ReadIntegerBytes().Span));
            }
        }
    }

    internal CertificateBody Signed { get; }

    internal ReadOnlyMemory<byte> Issuer { get; }

    /// <summary>When the list was issued.</summary>
    public DateTimeOffset ThisUpdate { get; }

    /// <summary>When a newer list was to be there; <see langword="null"/> when the list does not say.</summary>
    public DateTimeOffset? NextUpdate { get; }

    /// <summary>The name of the authority that the list says it is of.</summary>
    public string IssuerName => new X500DistinguishedName(Issuer.Span).Name;

    /// <summary>Reads a list.</summary>
    /// <param name="pem">The list in PEM.</param>
    /// <exception cref="CryptographicException">The text is not a revocation list in PEM.</exception>
    public static RevocationList FromPem(string pem)
    {
        try
        {
            var fields = PemEncoding.Find(pem);
            if (pem[fields.Label] != "X509 CRL")
            {
                throw new CryptographicException($"Expected an X509 CRL, found {pem[fields.Label]}.");
            }

            return new RevocationList(new CertificateBody(Convert.FromBase64String(pem[fields.Base64Data])));
        }
        catch (Exception e) when (e is ArgumentException or AsnContentException)
        {
            throw new CryptographicException("The revocation list is not well-formed.", e);
        }
    }

    /// <summary>Whether an authority has issued and signed the list.</summary>
    /// <param name="authority">The authority's certificate.</param>
    public bool IsOf(X509Certificate2 authority) =>
        authority.SubjectName.RawData.AsSpan().SequenceEqual(Issuer.Span) && Signed.IsSignedBy(authority);

    internal bool Contains(ReadOnlySpan<byte> serialNumber) => _serialNumbers.Contains(Normal(serialNumber));

    /// <summary>Without the sign byte, which not every source keeps.</summary>
    private static string Normal(ReadOnlySpan<byte> serialNumber) => Convert.ToHexString(serialNumber.TrimStart((byte)0));

    private static DateTimeOffset? ReadTime(AsnReader reader) => reader.PeekTag() switch
    {
        { TagClass: TagClass.Universal, TagValue: (int)UniversalTagNumber.UtcTime } => reader.ReadUtcTime(),
        { TagClass: TagClass.Universal, TagValue: (int)UniversalTagNumber.GeneralizedTime } => reader.ReadGeneralizedTime(),
        _ => null,
    };
}
