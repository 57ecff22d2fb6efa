namespace Insurance.Cli.Tests.Fabric;

public sealed class ChaincodeStateTests
{
    private const string Ours = "insurance_1.0:aaaaaaaaaaaaaaaa";
    private const string Other = "insurance_1.0:bbbbbbbbbbbbbbbb";

    [Fact]
    public void NothingYet_IsInstalledEverywhereAndCommitted()
    {
        var state = Of("1.0", 1, null, ("A", []), ("B", []));

        (state.Problem, state.ToCommit).ShouldBe((null, true));
        state.ToInstall.ShouldBe(["A", "B"]);
    }

    [Fact]
    public void BrokenOffAfterSomeInstalls_OnlyTheOthersInstall()
    {
        var state = Of("1.0", 1, null, ("A", [Ours]), ("B", []));

        (state.Problem, state.ToCommit).ShouldBe((null, true));
        state.ToInstall.ShouldBe(["B"]);
    }

    [Fact]
    public void InForceEverywhere_NothingIsLeftToDo()
    {
        var state = Of("1.0", 1, new CommittedDefinition("1.0", 1), ("A", [Ours]), ("B", [Ours]));

        (state.Problem, state.ToCommit, state.ToInstall.Count).ShouldBe((null, false, 0));
    }

    [Fact]
    public void APeerLostItsData_InstallsAgain() =>
        Of("1.0", 1, new CommittedDefinition("1.0", 1), ("A", [Ours]), ("B", [])).ToInstall.ShouldBe(["B"]);

    [Fact]
    public void AnotherPackageAtAnOrganization_IsNamed() =>
        Of("1.0", 1, new CommittedDefinition("1.0", 1), ("A", [Ours]), ("B", [Other])).Problem.ShouldBe(
            "chaincode insurance runs from another package at B (insurance_1.0:bbbbbbbbbbbb) than the insurance_1.0:aaaaaaaaaaaa of this directory; raise version and sequence (to 2) of the chaincode in consortium.yaml and run `insure up` again, which has all organizations approve the same one");

    [Fact]
    public void AnotherPackageAtAnOrganization_TheNextSequenceMendsIt() =>
        Of("1.1", 2, new CommittedDefinition("1.0", 1), ("A", [Ours]), ("B", [Other])).Problem.ShouldBeNull();

    [Theory]
    [InlineData("1.0", 1, "2.0", 3, "channel insurance has chaincode insurance at sequence 3 (version 2.0), consortium.yaml says 1; put sequence 3 and version \"2.0\" there")]
    [InlineData("1.0", 5, "1.0", 3, "channel insurance has chaincode insurance at sequence 3, consortium.yaml says 5; sequences go up by one: put 4 there")]
    [InlineData("1.1", 3, "1.0", 3, "channel insurance has version 1.0 of chaincode insurance at sequence 3, consortium.yaml says version 1.1; put \"1.0\" there, and run `insure network upgrade --version 1.1` for a new one")]
    public void OtherThanTheChannel_IsNamedWithWhatToWrite(string version, int sequence, string committedVersion, int committed, string problem) =>
        Of(version, sequence, new CommittedDefinition(committedVersion, committed), ("A", [Ours])).Problem.ShouldBe(problem);

    private static ChaincodeState Of(string version, int sequence, CommittedDefinition? committed, params (string MspId, string[] Packages)[] installed) => new(
        new ChaincodeDescription("insurance", version, sequence, "OR('A.peer')", [], null),
        Ours,
        "insurance",
        installed.ToDictionary(
            peer => peer.MspId,
            peer => (IReadOnlyList<InstalledPackage>)[.. peer.Packages.Select(id => new InstalledPackage(id, committed is null ? [] : [("insurance", "insurance")]))]),
        committed);
}
