namespace Architecture.Tests;

/// <summary>Nothing refers to a program: what others may use is a library.</summary>
public sealed class ProgramsTests
{
    [Theory]
    [InlineData("devledger")]
    [InlineData("insurance-gateway")]
    [InlineData("insure")]
    public void Program_Types_AreAllInternal(string name)
    {
        var program = Ours.Assemblies[name];
        program.EntryPoint.ShouldNotBeNull();
        program.GetExportedTypes().Select(type => type.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Programs_AreAllLookedAt() =>
        Ours.Programs.Select(program => program.GetName().Name).Order().ShouldBe(["devledger", "insurance-gateway", "insure"]);
}
