using System.Text.Encodings.Web;

namespace Insurance.Consortium.Rendering;

/// <summary>Renders the file that <c>devledger --config</c> takes; its shape is described in docs/operate/devledger.md.</summary>
internal static class DevLedgerConfiguration
{
    internal static JsonSerializerOptions Json { get; } = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static JsonSerializerOptions OneLine { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(ConsortiumDescription consortium, HomeDirectory home, IReadOnlyList<ProgramCommand> chaincodes) => new JsonObject
    {
        ["dataDirectory"] = home.LedgerData,
        ["channel"] = consortium.Channel,
        ["answers"] = consortium.Answers,
        ["movableClock"] = File.Exists(home.ClockOffsetFile),
        ["batch"] = new JsonObject
        {
            ["maxMessageCount"] = consortium.Batch.MaxMessages,
            ["preferredMaxBytes"] = consortium.Batch.MaxBytes,
            ["timeout"] = TimeSpan.FromMilliseconds(consortium.Batch.TimeoutMilliseconds).ToString("c", CultureInfo.InvariantCulture),
        },
        ["orderer"] = new JsonObject
        {
            ["mspId"] = consortium.Orderer.MspId,
            ["mspDirectory"] = home.NodeMsp(consortium.Orderer.MspId, consortium.Orderer.Nodes[0].Name),
        },
        ["organizations"] = new JsonArray([.. consortium.Organizations.Select(organization => Organization(organization, home))]),
        ["chaincodes"] = new JsonArray([.. consortium.Chaincodes.Zip(chaincodes, Chaincode)]),
    }.ToJsonString(Json);

    private static JsonObject Organization(OrganizationDescription organization, HomeDirectory home) => new()
    {
        ["mspId"] = organization.MspId,
        ["mspDirectory"] = home.Msp(organization.MspId),
        ["readOnly"] = !organization.Kind.Can().Writes,
        ["peer"] = new JsonObject
        {
            ["listen"] = $"127.0.0.1:{organization.PeerPort}",
            // As Fabric's peers name themselves, whose address core.yaml has.
            ["address"] = $"127.0.0.1:{organization.PeerPort}",
            ["mspDirectory"] = home.NodeMsp(organization.MspId, "peer"),
            ["tls"] = new JsonObject
            {
                ["certificate"] = home.TlsCertificate(organization.MspId, "peer"),
                ["key"] = home.TlsKey(organization.MspId, "peer"),
            },
        },
    };

    private static JsonObject Chaincode(ChaincodeDescription chaincode, ProgramCommand command) => new()
    {
        ["name"] = chaincode.Name,
        ["version"] = chaincode.Version,
        ["sequence"] = chaincode.Sequence,
        ["command"] = new JsonArray([.. command.ToList().Select(part => JsonValue.Create(part))]),
        ["environment"] = new JsonObject(),
        ["endorsementPolicy"] = chaincode.EndorsementPolicy,
        ["endorseEverywhere"] = chaincode.EndorseEverywhere,
        ["collections"] = new JsonArray([.. chaincode.Collections.Select(Collection)]),
    };

    private static JsonObject Collection(CollectionDescription collection)
    {
        var json = new JsonObject
        {
            ["name"] = collection.Name,
            ["policy"] = collection.Policy,
            ["memberOnlyRead"] = collection.MemberOnlyRead,
            ["memberOnlyWrite"] = collection.MemberOnlyWrite,
            ["blockToLive"] = collection.BlockToLive,
        };
        if (collection.EndorsementPolicy is not null)
        {
            json["endorsementPolicy"] = collection.EndorsementPolicy;
        }

        return json;
    }
}
