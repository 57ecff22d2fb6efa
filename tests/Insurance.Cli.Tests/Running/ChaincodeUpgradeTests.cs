namespace Insurance.Cli.Tests.Running;

public sealed class ChaincodeUpgradeTests
{
    private static readonly ChaincodeDescription Current = new("insurance", "1.9", 4, "OR('A.peer')", [], null);

    [Fact]
    public void Next_NoVersionNamed_RaisesTheLastNumberAndTakesTheFilesPolicy()
    {
        var next = ChaincodeUpgrade.Next(Current, Current with { Version = "1.0", Sequence = 1, EndorsementPolicy = "OR('B.peer')" }, version: null);

        (next.Version, next.Sequence, next.EndorsementPolicy).ShouldBe(("1.10", 5, "OR('B.peer')"));
    }

    [Fact]
    public void Next_VersionNamed_IsTaken() => ChaincodeUpgrade.Next(Current, Current, "2.0-rc1").Version.ShouldBe("2.0-rc1");

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("1:0")]
    [InlineData("-1")]
    public void Next_VersionThatNoPackageMayHave_IsRefused(string version) =>
        Should.Throw<ConsortiumException>(() => ChaincodeUpgrade.Next(Current, Current, version)).ExitCode.ShouldBe(ExitCodes.InvalidInput);

    [Fact]
    public void Next_VersionWithoutNumber_AsksForOne() =>
        Should.Throw<ConsortiumException>(() => ChaincodeUpgrade.Next(Current with { Version = "final" }, Current, null)).Message.ShouldContain("--version");
}
