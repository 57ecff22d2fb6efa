using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Fabric.Msp;

/// <summary>A certificate revocation list, read as far as membership needs it.</summary>
internal sealed class RevocationList
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
        SkipTime(list);
        if (list.HasData && list.PeekTag() is { TagClass: TagClass.Universal, TagValue: (int)UniversalTagNumber.UtcTime or (int)UniversalTagNumber.GeneralizedTime })
        {
            SkipTime(list);
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

    public CertificateBody Signed { get; }

    public ReadOnlyMemory<byte> Issuer { get; }

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

    public bool Contains(ReadOnlySpan<byte> serialNumber) => _serialNumbers.Contains(Normal(serialNumber));

    /// <summary>Without the sign byte, which not every source keeps.</summary>
    private static string Normal(ReadOnlySpan<byte> serialNumber) => Convert.ToHexString(serialNumber.TrimStart((byte)0));

    private static void SkipTime(AsnReader reader) => reader.ReadEncodedValue();
}
