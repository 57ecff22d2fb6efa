namespace Fabric.Msp;

/// <summary>An organizational unit, optionally only as certified by one authority of the MSP.</summary>
/// <param name="Name">The unit's name as it stands in the subject.</param>
/// <param name="CertificatePem">The certifying root or intermediate in PEM; any authority of the MSP if absent.</param>
public sealed record OrganizationalUnitIdentifier(string Name, string? CertificatePem = null);
