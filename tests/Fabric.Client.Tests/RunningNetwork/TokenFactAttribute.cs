namespace Fabric.Client.Tests.RunningNetwork;

/// <summary>A test that needs a running network and a PKCS#11 token, which is SoftHSM's.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TokenFactAttribute : FactAttribute
{
    public TokenFactAttribute() => Skip =
        NetworkProfile.Path is null ? NetworkFactAttribute.NoNetwork
        : SoftToken.Library is null ? $"SIGNING WITH A KEY IN A PKCS#11 TOKEN WAS NOT TESTED: SoftHSM ({string.Join(", ", SoftToken.Libraries)}) is missing; install the package softhsm2."
        : null;
}
