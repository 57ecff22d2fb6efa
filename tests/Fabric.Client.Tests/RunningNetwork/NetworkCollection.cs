namespace Fabric.Client.Tests.RunningNetwork;

/// <summary>The tests of the running network, one after another: some of them stop a peer, or end the chaincode.</summary>
[CollectionDefinition(Name)]
public sealed class NetworkCollection
{
    public const string Name = "Running network";
}
