namespace Fabric.Msp;

/// <summary>What an MSP folder holds: a definition and, for a node or a user, its own certificate and key.</summary>
/// <param name="Definition">The public part.</param>
/// <param name="SigningCertificatePem">The own certificate in PEM, if the folder has one.</param>
/// <param name="PrivateKeyPem">The own key in PEM, if the folder has one.</param>
public sealed record MspFolder(MspDefinition Definition, string? SigningCertificatePem = null, string? PrivateKeyPem = null)
{
    /// <summary>Leaves the private key out of logs.</summary>
    public override string ToString() => $"MSP folder of {Definition.MspId}";
}
