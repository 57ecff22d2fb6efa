using Insurance.V1;

namespace Insurance.Cli.Tests.Methods;

/// <summary>Methods by name, and what the proto files say of them.</summary>
public sealed class ApiMethodsTests
{
    [Fact]
    public void All_HaveTheMethodsOfEveryService()
    {
        var declared = Directory.EnumerateFiles(Path.Combine(Support.Repository.Root, "protos", "insurance", "v1"), "*.proto")
            .SelectMany(File.ReadLines)
            .Count(line => line.TrimStart().StartsWith("rpc ", StringComparison.Ordinal));

        CallableMethods.All.Count.ShouldBe(declared);
        CallableMethods.All.Select(method => method.Name).ShouldBeUnique();
    }

    [Theory]
    [InlineData("Policies/GetPolicy")]
    [InlineData("insurance.v1.Policies/GetPolicy")]
    [InlineData("/insurance.v1.Policies/GetPolicy")]
    [InlineData("GetPolicy")]
    public void Find_AnyFormOfAName_IsTheMethod(string name) =>
        CallableMethods.Find(name).Descriptor.InputType.ShouldBe(GetPolicyRequest.Descriptor);

    [Theory]
    [InlineData("Polices/GetPolicy", "SERVICE_UNKNOWN", "did you mean Policies?")]
    [InlineData("Policies/GetPolcy", "METHOD_UNKNOWN", "did you mean GetPolicy?")]
    [InlineData("Policies/getPolicy", "METHOD_UNKNOWN", "did you mean GetPolicy?")]
    [InlineData("Policies/GetPolicy/x", "METHOD_UNKNOWN", "'GetPolicy/x'")]
    [InlineData("SubmitClaims", "METHOD_UNKNOWN", "did you mean Claims/SubmitClaim?")]
    [InlineData("Claims", "METHOD_MISSING", "Claims/PayClaim")]
    [InlineData("xyzzyx", "METHOD_UNKNOWN", "--list")]
    public void Find_NoSuchName_NamesThoseNear(string name, string code, string says)
    {
        var refusal = Should.Throw<ConsortiumException>(() => CallableMethods.Find(name));

        refusal.ExitCode.ShouldBe(ExitCodes.InvalidInput);
        refusal.Message.ShouldStartWith(code + ": ");
        refusal.Message.ShouldContain(says);
    }

    [Fact]
    public void Comments_AreThoseOfTheProtoFiles()
    {
        ApiComments.Of(CallableMethods.Find("Claims/ConfirmClaim").Descriptor).ShouldBe("A second handler confirms or rejects a proposal.");
        ApiComments.Of(CallableMethods.Find("Claims/GetClaim").Descriptor).ShouldBe("");
        ApiComments.Of(RegisterPartyRequest.Descriptor.FindFieldByName("sealed_sha256")).ShouldBe("");
        ApiComments.Of(Money.Descriptor.FindFieldByName("minor_units")).ShouldBe("Signed 64-bit; in JSON a decimal string.");
        ApiComments.Sentence(ApiComments.Of(CallableMethods.Find("Claims/SubmitClaim").Descriptor))
            .ShouldBe("Registers the loss and decides it in the same transaction: approved, declined, or referred to a person.");
    }

    [Fact]
    public void Fields_AreThoseWithinMessagesToo()
    {
        var fields = RequestFields.Of(RequestQuoteRequest.Descriptor);

        fields.Select(field => (field.Field, field.Type)).ShouldBe(
        [
            ("requestId", "string"), ("actor", "string"), ("quoteId", "string"), ("productId", "string"), ("productVersion", "uint32"), ("brokerId", "string"), ("holderId", "string"),
            ("cover", "Period"), ("cover.start", "time"), ("cover.end", "time"),
            ("coverages", "list of CoverageSelection"), ("coverages[0].coverageId", "string"), ("coverages[0].sumInsured", "Money"),
            ("coverages[0].sumInsured.minorUnits", "int64"), ("coverages[0].sumInsured.currency", "string"),
            ("risk", "map of string"), ("parametricSubject", "string"), ("jurisdiction", "string"), ("instalmentPlanId", "string"),
        ]);
        RequestFields.Of(GetPersonalDataRequest.Descriptor).Single(field => field.Field == "purpose").Values.ShouldContain("PURPOSE_CLAIM");
    }
}
