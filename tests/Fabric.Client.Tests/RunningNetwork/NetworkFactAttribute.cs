namespace Fabric.Client.Tests.RunningNetwork;

/// <summary>A test that needs a running network, named by <c>FABRIC_PROFILE</c> as <c>tests/node/README.md</c> describes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    public const string NoNetwork = "FABRIC_PROFILE names no running network.";

    public NetworkFactAttribute() => Skip = NetworkProfile.Path is null ? NoNetwork : null;
}
