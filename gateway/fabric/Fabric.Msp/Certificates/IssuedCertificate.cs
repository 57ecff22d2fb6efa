namespace Fabric.Msp;

/// <summary>A certificate and the private key that belongs to it.</summary>
/// <param name="CertificatePem">The certificate in PEM.</param>
/// <param name="PrivateKeyPem">The private key in PEM, PKCS#8, not encrypted.</param>
/// <param name="SerialNumber">The serial number in hexadecimal, by which the certificate can be revoked.</param>
public sealed record IssuedCertificate(string CertificatePem, string PrivateKeyPem, string SerialNumber)
{
    /// <summary>Leaves the private key out of logs.</summary>
    public override string ToString() => $"certificate {SerialNumber}";
}
