namespace Insurance.Cli.Tests.Fabric;

public sealed class ChaincodeDeploymentTests
{
    private const string PackageId = "insurance_1.0:aa";
    private static readonly HomeDirectory Home = new("/nowhere/insure-home");
    private readonly ConsortiumDescription _consortium = new ConsortiumText().Read();

    [Fact]
    public async Task Run_NothingThere_AllInstallAndApproveAndOneCommits()
    {
        var tools = new RecordedTools((_, what) => what switch
        {
            "queryinstalled" => RecordedTools.Ok("{}"),
            "querycommitted" => RecordedTools.Refused("query failed with status: 404 - namespace insurance is not defined"),
            _ => null,
        });

        await RunAsync(tools);

        foreach (var step in new[] { "install", "approveformyorg" })
        {
            tools.Calls.Where(call => call.EndsWith(" " + step)).Order().ShouldBe(_consortium.Organizations.Select(organization => $"{organization.MspId} {step}").Order());
        }

        tools.Calls[^1].ShouldBe("AuroraMSP commit");
        tools.Calls.Count(call => call.EndsWith(" commit")).ShouldBe(1);
    }

    [Fact]
    [Trait("Report", "8")]
    public async Task Run_BrokenOffAfterInstallsAndApprovals_TheRestIsDone()
    {
        var tools = new RecordedTools((who, what) => (who, what) switch
        {
            ("SupervisorMSP", "queryinstalled") => RecordedTools.Ok("{}"),
            (_, "queryinstalled") => Installed(PackageId, inForce: false),
            (_, "querycommitted") => RecordedTools.Refused("namespace insurance is not defined"),
            ("AuroraMSP" or "MeridianMSP", "checkcommitreadiness") => RecordedTools.Ok("""{"approvals":{"AuroraMSP":true,"MeridianMSP":true,"SummitReMSP":false,"SupervisorMSP":false}}"""),
            ("AuroraMSP", "queryapproved") => RecordedTools.Ok(Approved(PackageId)),
            // Approved for another package than the one that is wanted.
            ("MeridianMSP", "queryapproved") => RecordedTools.Ok(Approved("insurance_1.0:bb")),
            _ => null,
        });

        await RunAsync(tools);

        tools.Calls.Where(call => call.EndsWith(" install")).ShouldBe(["SupervisorMSP install"]);
        tools.Calls.Where(call => call.EndsWith(" approveformyorg")).Order().ShouldBe(["MeridianMSP approveformyorg", "SummitReMSP approveformyorg", "SupervisorMSP approveformyorg"]);
        tools.Calls[^1].ShouldBe("AuroraMSP commit");
    }

    [Fact]
    public async Task Run_InForce_ChangesNothing()
    {
        var tools = new RecordedTools((_, what) => what == "queryinstalled" ? Installed(PackageId, inForce: true) : Committed());

        await RunAsync(tools);

        tools.Calls.ShouldAllBe(call => call.EndsWith(" queryinstalled") || call.EndsWith(" querycommitted"));
    }

    [Fact]
    public async Task Run_AnotherPackageAtOneOrganization_IsNamedAndNothingChanges()
    {
        var tools = new RecordedTools((who, what) =>
            what == "querycommitted" ? Committed() : Installed(who == "MeridianMSP" ? "insurance_1.0:bb" : PackageId, inForce: true));

        var failure = await Should.ThrowAsync<ConsortiumException>(() => RunAsync(tools));

        failure.Message.ShouldStartWith("chaincode insurance runs from another package at MeridianMSP (insurance_1.0:bb)");
        tools.Calls.ShouldNotContain(call => call.EndsWith(" install") || call.EndsWith(" approveformyorg"));
    }

    [Fact]
    public async Task Run_AnApprovalRefused_IsNamedAndNothingIsCommitted()
    {
        var tools = new RecordedTools((who, what) => (who, what) switch
        {
            (_, "queryinstalled") => Installed(PackageId, inForce: false),
            (_, "querycommitted") => RecordedTools.Refused("namespace insurance is not defined"),
            ("SummitReMSP", "approveformyorg") => RecordedTools.Refused("proposal failed with status: 500 - access denied"),
            _ => null,
        });

        var failure = await Should.ThrowAsync<ConsortiumException>(() => RunAsync(tools));

        failure.ExitCode.ShouldBe(ExitCodes.StartFailed);
        failure.Message.ShouldStartWith("the peer of SummitReMSP does not approve chaincode insurance: proposal failed with status: 500 - access denied");
        tools.Calls.ShouldNotContain(call => call.EndsWith(" commit"));
    }

    [Fact]
    public async Task Run_AnotherStartCommittedMeanwhile_IsAsGood()
    {
        var asked = 0;
        var tools = new RecordedTools((_, what) => what switch
        {
            "queryinstalled" => Installed(PackageId, inForce: false),
            "querycommitted" => Interlocked.Increment(ref asked) <= 4 ? RecordedTools.Refused("namespace insurance is not defined") : Committed(),
            "commit" => RecordedTools.Refused("transaction invalidated with status (ENDORSEMENT_POLICY_FAILURE)"),
            _ => null,
        });

        await RunAsync(tools);

        tools.Calls.Count(call => call.EndsWith(" commit")).ShouldBe(1);
    }

    private static ToolResult Installed(string id, bool inForce) => RecordedTools.Ok(inForce
        ? Package(id, ""","references":{"insurance":{"chaincodes":[{"name":"insurance","version":"1.0"}]}}""")
        : Package(id, ""));

    private static string Approved(string id) => "{\"sequence\":1,\"source\":{\"Type\":{\"LocalPackage\":{\"package_id\":\"" + id + "\"}}}}";

    private static string Package(string id, string references) => "{\"installed_chaincodes\":[{\"package_id\":\"" + id + "\"" + references + "}]}";

    private static ToolResult Committed() => RecordedTools.Ok("""{"sequence":1,"version":"1.0"}""");

    private Task RunAsync(RecordedTools tools)
    {
        var network = LedgerNetworks.Create(NetworkKind.Fabric, Home, ProgramLocator.ForThisProcess, _ => { });
        var running = new RunningConsortium(Home, network, new RunState(NetworkKind.Fabric, _consortium, Ready: false, []), wasUp: false);
        return new ChaincodeDeployment(Home, _consortium, tools, running.Watch(TimeSpan.FromSeconds(5)), _ => { }).RunAsync(
            new Dictionary<string, ChaincodePackage> { ["insurance"] = new("/nowhere/insurance.tar.gz", PackageId) },
            _consortium.Orderer.Nodes[0],
            CancellationToken.None);
    }
}
