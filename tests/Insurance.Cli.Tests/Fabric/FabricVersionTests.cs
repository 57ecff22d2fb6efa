namespace Insurance.Cli.Tests.Fabric;

public sealed class FabricVersionTests
{
    [Theory]
    [InlineData("peer:\n Version: 2.5.12\n Commit SHA: abc\n Go version: go1.23.5\n", "2.5.12", true)]
    [InlineData("orderer:\n Version: v2.5.0\n", "2.5.0", true)]
    [InlineData("peer:\n Version: v3.1.1-beta\n", "3.1.1", true)]
    [InlineData("peer:\n Version: 2.4.9\n", "2.4.9", false)]
    [InlineData("peer:\n Version: 1.4\n", "1.4.0", false)]
    public void Parse_WhatTheProgramsPrint_DistinguishesOldFromNew(string output, string version, bool isEnough)
    {
        var parsed = FabricVersion.Parse(output).ShouldNotBeNull();

        parsed.ToString().ShouldBe(version);
        (parsed >= FabricVersion.Oldest).ShouldBe(isEnough);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Go version: go1.23.5")]
    [InlineData("Version: latest")]
    public void Parse_NoVersion_Null(string output) => FabricVersion.Parse(output).ShouldBeNull();
}
