namespace Insurance.Cli.Tests.Consortium;

/// <summary>Where gateways listen, and what is remembered of it.</summary>
public class GatewayListeningTests
{
    [Fact]
    public void Choose_NothingSaid_IsAsBefore()
    {
        GatewayListening.Choose(null, null, []).IsSame(GatewayListening.Usual).ShouldBeTrue();
        var before = new GatewayListening("192.0.2.7", ["sandbox.example"]);

        GatewayListening.Choose(before, null, []).IsSame(before).ShouldBeTrue();
        GatewayListening.Choose(before, null, ["Other.Example", "other.example"]).ShouldSatisfyAllConditions(
            chosen => chosen.Address.ShouldBe("192.0.2.7"),
            chosen => chosen.Names.ShouldBe(["other.example"]));
        GatewayListening.Choose(before, "127.0.0.1", []).IsSame(GatewayListening.Usual).ShouldBeTrue();
    }

    [Theory]
    [InlineData("0.0.0.0", null, true, "localhost", "localhost")]
    [InlineData("::", null, true, "localhost", "localhost")]
    [InlineData("127.0.0.2", null, false, "127.0.0.2", "127.0.0.2")]
    [InlineData("192.0.2.7", "sandbox.example", true, "192.0.2.7", "sandbox.example")]
    [InlineData("2001:db8::7", "2001:db8::8", true, "[2001:db8::7]", "[2001:db8::8]")]
    [InlineData("127.0.0.1", "sandbox.example", false, "localhost", "sandbox.example")]
    public void Choose_Address_SaysWhoReachesItUnderWhichName(string listen, string? name, bool isOpen, string local, string others)
    {
        var listening = GatewayListening.Choose(null, listen, name is null ? [] : [name]);

        listening.IsOpen.ShouldBe(isOpen);
        listening.LocalHost.ShouldBe(local);
        listening.PublicHost.ShouldBe(others);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("10.1")]
    [InlineData("sandbox.example")]
    [InlineData("192.0.2.7:8080")]
    [InlineData("256.0.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    public void Choose_NoAddress_IsRefused(string listen)
    {
        var refused = Should.Throw<ConsortiumException>(() => GatewayListening.Choose(null, listen, []));

        refused.Message.ShouldStartWith("LISTEN_ADDRESS_INVALID: ");
        refused.ExitCode.ShouldBe(ExitCodes.InvalidInput);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://sandbox.example")]
    [InlineData("sandbox.example:8080")]
    [InlineData("*.example")]
    [InlineData("-sandbox.example")]
    [InlineData("sand_box.example")]
    [InlineData("sandbox..example")]
    [InlineData("sandbox.123")]
    [InlineData("bücher.example")]
    public void Choose_NoName_IsRefused(string name)
    {
        var refused = Should.Throw<ConsortiumException>(() => GatewayListening.Choose(null, null, [name]));

        refused.Message.ShouldStartWith("NAME_INVALID: ");
        refused.ExitCode.ShouldBe(ExitCodes.InvalidInput);
    }

    [Fact]
    public void DemandHere_AddressOfAnotherMachine_IsRefused()
    {
        GatewayListening.Choose(null, "127.0.0.2", []).DemandHere();

        var refused = Should.Throw<ConsortiumException>(() => GatewayListening.Choose(null, "203.0.113.9", []).DemandHere());

        refused.Message.ShouldStartWith("LISTEN_ADDRESS_UNAVAILABLE: ");
        refused.ExitCode.ShouldBe(ExitCodes.Environment);
    }
}
