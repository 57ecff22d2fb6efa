namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>The file that <c>peer lifecycle chaincode</c> takes with <c>--collections-config</c>.</summary>
internal static class CollectionsFile
{
    public static string Render(ChaincodeDescription chaincode) =>
        new JsonArray([.. chaincode.Collections.Select(Collection)]).ToJsonString(DevLedgerConfiguration.Json) + "\n";

    private static JsonObject Collection(CollectionDescription collection)
    {
        var json = new JsonObject
        {
            ["name"] = collection.Name,
            ["policy"] = collection.Policy,
            ["requiredPeerCount"] = collection.RequiredPeerCount,
            ["maxPeerCount"] = collection.MaxPeerCount,
            ["blockToLive"] = collection.BlockToLive,
            ["memberOnlyRead"] = collection.MemberOnlyRead,
            ["memberOnlyWrite"] = collection.MemberOnlyWrite,
        };
        if (collection.EndorsementPolicy is not null)
        {
            json["endorsementPolicy"] = new JsonObject { ["signaturePolicy"] = collection.EndorsementPolicy };
        }

        return json;
    }
}
