using Fabric.Protos.Peer.Lifecycle;

namespace Fabric.DevLedger.Endorsement;

/// <summary>The configured chaincodes as Fabric's lifecycle describes committed ones.</summary>
internal static class LifecycleDefinitions
{
    public static QueryChaincodeDefinitionResult Of(ChaincodeOptions chaincode)
    {
        var result = new QueryChaincodeDefinitionResult
        {
            Sequence = chaincode.Sequence,
            Version = chaincode.Version,
            EndorsementPlugin = "escc",
            ValidationPlugin = "vscc",
            ValidationParameter = Policy(chaincode.EndorsementPolicy).ToByteString(),
            Collections = new CollectionConfigPackage(),
        };
        foreach (var collection in chaincode.Collections)
        {
            result.Collections.Config.Add(new CollectionConfig
            {
                StaticCollectionConfig = new StaticCollectionConfig
                {
                    Name = collection.Name,
                    MemberOrgsPolicy = new CollectionPolicyConfig { SignaturePolicy = SignaturePolicies.Parse(collection.Policy) },
                    BlockToLive = collection.BlockToLive,
                    MemberOnlyRead = collection.MemberOnlyRead,
                    MemberOnlyWrite = collection.MemberOnlyWrite,
                    EndorsementPolicy = string.IsNullOrEmpty(collection.EndorsementPolicy) ? null : Policy(collection.EndorsementPolicy),
                },
            });
        }

        return result;
    }

    private static ApplicationPolicy Policy(string text) => new() { SignaturePolicy = SignaturePolicies.Parse(text) };
}
