namespace Fabric.DevLedger.Tests.Support;

/// <summary>Three organizations and an orderer in a temporary folder; the policy is any two of the three.</summary>
internal sealed class TestConsortium : IDisposable
{
    public const string Channel = "test";
    public const string Chaincode = "basic";
    public const string Secret = "secret";

    private readonly string _folder = Directory.CreateTempSubdirectory("devledger-tests-").FullName;

    public TestConsortium()
    {
        Orderer = new TestOrganization(_folder, "OrdererMSP", "orderer");
        Organizations = [new(_folder, "Org1MSP", "peer"), new(_folder, "Org2MSP", "peer"), new(_folder, "Org3MSP", "peer")];
    }

    public TestOrganization Orderer { get; }

    public IReadOnlyList<TestOrganization> Organizations { get; }

    public string LedgerPath => Path.Combine(_folder, "ledger", "ledger.db");

    public string ConfigurationPath => Path.Combine(_folder, "devledger.json");

    public DevLedgerOptions Options(IReadOnlyList<string> command) => new()
    {
        DataDirectory = Path.Combine(_folder, "ledger"),
        Channel = Channel,
        Orderer = new OrdererOptions { MspId = Orderer.MspId, MspDirectory = Orderer.NodeFolder },
        Organizations = Organizations.Select(organization => new OrganizationOptions
        {
            MspId = organization.MspId,
            MspDirectory = organization.VerifyingFolder,
            Peer = new PeerOptions { Address = $"peer0.{organization.MspId}:7051", MspDirectory = organization.NodeFolder },
        }).ToList(),
        Chaincodes =
        [
            new ChaincodeOptions
            {
                Name = Chaincode,
                Command = command,
                EndorsementPolicy = "OutOf(2, 'Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')",
                Collections =
                [
                    new CollectionOptions { Name = Secret, Policy = "OR('Org1MSP.member', 'Org2MSP.member')", MemberOnlyRead = true },
                    new CollectionOptions { Name = "brief", Policy = "OR('Org1MSP.member', 'Org2MSP.member')", BlockToLive = 2 },
                    new CollectionOptions { Name = "own", Policy = "OR('Org1MSP.member')", EndorsementPolicy = "OR('Org1MSP.peer')" },
                ],
            },
        ],
    };

    public void Dispose()
    {
        Orderer.Dispose();
        foreach (var organization in Organizations)
        {
            organization.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
