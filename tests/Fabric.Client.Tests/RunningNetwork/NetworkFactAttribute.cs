namespace Fabric.Client.Tests.RunningNetwork;

/// <summary>A test that needs a running network, named by <c>FABRIC_PROFILE</c> as <c>tests/node/README.md</c> describes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute()
    {
        if (NetworkProfile.Path is null)
        {
            Skip = "FABRIC_PROFILE names no running network.";
        }
    }
}
