namespace Fabric.Client.Tests.RunningNetwork;

/// <summary>A test with several cases that needs a running network, as <see cref="NetworkFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkTheoryAttribute : TheoryAttribute
{
    public NetworkTheoryAttribute() => Skip = NetworkProfile.Path is null ? NetworkFactAttribute.NoNetwork : null;
}
