using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Fabric.Client;

/// <summary>An identity with an X.509 certificate.</summary>
public sealed class X509Identity : IIdentity
{
    /// <summary>Creates an identity from a certificate in PEM, whose bytes are kept as they are.</summary>
    /// <param name="mspId">The MSP that issued the certificate.</param>
    /// <param name="certificatePem">The certificate in PEM.</param>
    /// <exception cref="ArgumentException">The MSP id is empty, or the text is not a certificate in PEM.</exception>
    public X509Identity(string mspId, string certificatePem)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mspId);
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        }
        catch (CryptographicException e)
        {
            throw new ArgumentException("The text is not an X.509 certificate in PEM.", nameof(certificatePem), e);
        }

        MspId = mspId;
        Credentials = Encoding.UTF8.GetBytes(certificatePem);
    }

    /// <summary>Creates an identity from a certificate.</summary>
    /// <param name="mspId">The MSP that issued the certificate.</param>
    /// <param name="certificate">The certificate.</param>
    /// <exception cref="ArgumentException">The MSP id is empty.</exception>
    public X509Identity(string mspId, X509Certificate2 certificate)
        : this(mspId, certificate.ExportCertificatePem() + "\n")
    {
    }

    /// <inheritdoc/>
    public string MspId { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Credentials { get; }
}
