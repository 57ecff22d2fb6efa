namespace Insurance.Cli.Tests.Fabric;

public sealed class CertificateCheckTests : IDisposable
{
    private readonly Insurance.Consortium.Description.ConsortiumDescription _consortium = new ConsortiumText().Read();
    private readonly RenderedHome _rendered;

    public CertificateCheckTests() => _rendered = RenderedHome.Of(_consortium);

    public void Dispose() => _rendered.Dispose();

    [Fact]
    public void Problems_FreshlyRendered_None() => Problems().ShouldBeEmpty();

    [Fact]
    public void Problems_ExpiredLeaves_EachIsNamedWithItsDate()
    {
        var problems = new CertificateCheck(_rendered.Home, new FixedTime(DateTimeOffset.UtcNow.AddYears(2))).Problems(_consortium);

        problems.ShouldContain(problem => problem.StartsWith($"AuroraMSP: the TLS certificate of its peer ({_rendered.Home.TlsCertificate("AuroraMSP", "peer")}) expired on "));
        problems.ShouldContain(problem => problem.Contains("OrdererMSP: the TLS certificate of orderer2"));
        problems.ShouldAllBe(problem => problem.EndsWith("; remove the file to have it issued anew"));
    }

    [Fact]
    public void Ending_LongBeforeAndSoonBefore_OnlyThenNamed()
    {
        new CertificateCheck(_rendered.Home, TimeProvider.System).Ending(_consortium).ShouldBeEmpty();

        new CertificateCheck(_rendered.Home, new FixedTime(DateTimeOffset.UtcNow.AddYears(2))).Ending(_consortium)
            .ShouldContain(line => line.StartsWith("MeridianMSP: the TLS certificate of its peer ("));
    }

    [Fact]
    public void Problems_ExpiredAuthority_IsNamedOnce()
    {
        var problems = new CertificateCheck(_rendered.Home, new FixedTime(DateTimeOffset.UtcNow.AddYears(60))).Problems(_consortium);

        problems.Count.ShouldBe(5);
        problems[0].ShouldStartWith($"AuroraMSP: its certificate authority ({_rendered.Home.CaCertificate("AuroraMSP")}) expired on ");
    }

    [Fact]
    public void Problems_AnotherOrganizationsMsp_IsNamed()
    {
        var (ours, theirs) = (_rendered.Home.NodeMsp("AuroraMSP", "peer"), _rendered.Home.NodeMsp("MeridianMSP", "peer"));
        foreach (var file in new[] { Path.Combine("signcerts", "cert.pem"), Path.Combine("keystore", "key.pem") })
        {
            File.Copy(Path.Combine(theirs, file), Path.Combine(ours, file), overwrite: true);
        }

        Problems().ShouldHaveSingleItem().ShouldBe(
            $"AuroraMSP: the certificate of its peer ({ours}/signcerts/cert.pem) was issued by ca.MeridianMSP, not by ca.AuroraMSP: the directory is another organization's; remove the file to have it issued anew");
    }

    [Fact]
    public void Problems_AnotherKey_IsNamed()
    {
        File.Copy(_rendered.Home.TlsKey("OrdererMSP", "orderer1"), _rendered.Home.TlsKey("OrdererMSP", "orderer3"), overwrite: true);

        Problems().ShouldHaveSingleItem().ShouldContain("the TLS certificate of orderer3");
    }

    [Fact]
    public void Problems_MissingOrUnreadable_IsNamed()
    {
        File.Delete(_rendered.Home.TlsCertificate("SummitReMSP", "peer"));
        File.WriteAllText(_rendered.Home.TlsCertificate("SupervisorMSP", "peer"), "not a certificate");

        Problems().Count.ShouldBe(2);
        Problems()[0].ShouldContain("is missing");
        Problems()[1].ShouldContain("cannot be read as a certificate");
    }

    private IReadOnlyList<string> Problems() => new CertificateCheck(_rendered.Home, TimeProvider.System).Problems(_consortium);
}
