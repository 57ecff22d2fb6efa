using Insurance.Consortium.Callers;

namespace Insurance.Cli.Tests.Callers;

/// <summary>Certificates of callers that somebody adds and takes back.</summary>
public sealed class CallerDeskTests : IDisposable
{
    private const string Insurer = "AuroraMSP";
    private const string Regulator = "SupervisorMSP";
    private const string Broker = "harbour-brokers";
    private readonly RenderedHome _rendered = RenderedHome.Of(new ConsortiumText().Read());

    private HomeDirectory Home => _rendered.Home;

    public void Dispose() => _rendered.Dispose();

    [Fact]
    public void Add_StaffOfSeveralRoles_IsOfTheStaffsAuthority()
    {
        var entry = Desk().Add(Insurer, "dana", ["claims-handler", "finance"], null);

        (entry.Actor, entry.Broker, entry.State).ShouldBe(("dana.AuroraMSP", null, CallerState.Valid));
        entry.Roles.ShouldBe(["claims-handler", "finance"]);
        using var certificate = X509Certificate2.CreateFromPemFile(entry.Certificate, entry.Key);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Home.CallersCa(Insurer));
        certificate.Issuer.ShouldBe(authority.Subject);
        File.GetUnixFileMode(entry.Key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (entry.Certificate, entry.Key).ShouldBe((Home.CallerCertificate(Insurer, "dana"), Home.CallerKey(Insurer, "dana")));
    }

    [Fact]
    public void Add_Broker_IsOfTheBrokersAuthority()
    {
        var entry = Desk().Add(Insurer, "harbour-2", ["broker"], Broker);

        (entry.Organization, entry.Broker).ShouldBe((Insurer, Broker));
        entry.Roles.ShouldBe(["broker"]);
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(entry.Certificate);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Home.BrokersCa(Insurer));
        certificate.Issuer.ShouldBe(authority.Subject);
    }

    [Theory]
    [InlineData("CALLER_EXISTS", Insurer, "auditor", null, "finance")]
    [InlineData("CALLER_NAME_INVALID", Insurer, "../dana", null, "finance")]
    [InlineData("CALLER_NAME_INVALID", Insurer, "", null, "finance")]
    [InlineData("CALLER_NAME_INVALID", Insurer, "a-name-of-more-letters-than-the-common-name-of-a-certificate-may-have", null, "finance")]
    [InlineData("ROLE_UNKNOWN", Insurer, "dana", null, "claim-handler")]
    [InlineData("ROLE_UNKNOWN", Regulator, "dana", null, "claims-handler")]
    [InlineData("ROLE_UNKNOWN", null, "dana", null, "claim-handler")]
    [InlineData("ORGANIZATION_UNKNOWN", "Aurora", "dana", null, "finance")]
    [InlineData("ORGANIZATION_MISSING", null, "dana", null, "auditor")]
    [InlineData("BROKER_MISSING", Insurer, "dana", null, "broker")]
    [InlineData("BROKER_UNKNOWN", Insurer, "dana", "harbor-brokers", "broker")]
    [InlineData("BROKER_NOT_EXPECTED", Insurer, "dana", Broker, "finance")]
    [InlineData("BROKER_NOT_ALONE", Insurer, "dana", Broker, "broker", "finance")]
    public void Add_WhatCannotBe_IsRefusedAndMakesNothing(string code, string? organization, string name, string? broker, params string[] roles)
    {
        var before = RenderedHome.Files(Home.Path).Keys.Order().ToList();

        var refusal = Should.Throw<ConsortiumException>(() => Desk().Add(organization, name, roles, broker));

        refusal.Message.ShouldStartWith(code + ": ");
        refusal.ExitCode.ShouldBe(ExitCodes.InvalidInput);
        RenderedHome.Files(Home.Path).Keys.Order().ShouldBe(before);
    }

    [Fact]
    public void Add_NearMisses_AreNamed()
    {
        Should.Throw<ConsortiumException>(() => Desk().Add(Insurer, "dana", ["claim-handler"], null)).Message.ShouldContain("did you mean claims-handler?");
        Should.Throw<ConsortiumException>(() => Desk().Revoke(Insurer, "finanse")).Message.ShouldContain("did you mean finance?");
    }

    [Fact]
    public void Revoke_SeveralTimes_ListsGrowAndKeepWhatIsOnThem()
    {
        Desk().Add(Insurer, "dana", ["claims-handler"], null);
        Desk().Add(Insurer, "eve", ["broker"], Broker);
        var (dana, eve) = (Kept("dana"), Kept("eve"));
        var begun = Numbers();

        Desk().Revoke(null, "dana").SerialNumbers.ShouldHaveSingleItem();
        var afterDana = Numbers();
        Judge(dana).ShouldBe("Revoked");
        Judge(eve).ShouldBe("valid");
        Desk().Revoke(Insurer, "eve").SerialNumbers.ShouldHaveSingleItem();

        Judge(dana).ShouldBe("Revoked");
        Judge(eve).ShouldBe("Revoked");
        Judge(Home.CallerCertificate(Insurer, "finance")).ShouldBe("valid");
        (afterDana.Staff, afterDana.Brokers).ShouldBe((begun.Staff + 1, begun.Brokers));
        (Numbers().Staff, Numbers().Brokers).ShouldBe((begun.Staff + 1, begun.Brokers + 1));
        Desk().List(Insurer).Where(entry => entry.State == CallerState.Revoked).Select(entry => entry.Name).ShouldBe(["dana", "eve"]);
    }

    [Fact]
    public void Revoke_CallerThatWasRenewed_TakesBackTheCertificateBeforeToo()
    {
        Desk().Add(Insurer, "dana", ["claims-handler"], null);
        var first = Kept("dana");
        var later = new FixedTime(TimeProvider.System.GetUtcNow().AddDays(340));

        _rendered.Render(new ConsortiumText().Read(), later);

        File.ReadAllText(Home.CallerCertificate(Insurer, "dana")).ShouldNotBe(File.ReadAllText(first));
        new CallerDesk(Home, later).List(Insurer).Single(entry => entry.Name == "dana").Roles.ShouldBe(["claims-handler"]);
        new CallerDesk(Home, later).Revoke(Insurer, "dana").SerialNumbers.Count.ShouldBe(2);
        Judge(first).ShouldBe("Revoked");
    }

    [Fact]
    public void Revoke_CallerOfTheCommandLineItself_IsReplaced()
    {
        var old = Kept("auditor");

        var revoked = Desk().Revoke(Insurer, "auditor");

        revoked.Replaced.ShouldBeTrue();
        Judge(old).ShouldBe("Revoked");
        Judge(Home.CallerCertificate(Insurer, "auditor")).ShouldBe("valid");
    }

    [Fact]
    public void Render_Again_KeepsWhoWasAddedAndWhoWasTakenBack()
    {
        Desk().Add(Insurer, "dana", ["claims-handler"], null);
        Desk().Add(Insurer, "eve", ["claims-handler"], null);
        Desk().Revoke(Insurer, "eve");
        var (files, numbers) = (RenderedHome.Files(Home.CallersOf(Insurer)), Numbers());

        _rendered.Render(new ConsortiumText().Read());

        foreach (var (name, bytes) in RenderedHome.Files(Home.CallersOf(Insurer)))
        {
            bytes.ShouldBe(files[name], name);
        }

        Numbers().ShouldBe(numbers);
        Judge(Home.CallerCertificate(Insurer, "eve")).ShouldBe("Revoked");
    }

    [Fact]
    public void Render_ListNearItsEnd_IsIssuedAnew()
    {
        var before = Numbers();

        _rendered.Render(new ConsortiumText().Read(), new FixedTime(TimeProvider.System.GetUtcNow().AddDays(340)));

        Numbers().ShouldBe((before.Staff + 1, before.Brokers + 1));
    }

    [Fact]
    public void Revoke_ClockBehindTheList_IsRefusedAndChangesNothing()
    {
        Desk().Add(Insurer, "dana", ["claims-handler"], null);
        var list = File.ReadAllText(Home.CallersRevocationList(Insurer));

        Should.Throw<ConsortiumException>(() => new CallerDesk(Home, new FixedTime(TimeProvider.System.GetUtcNow().AddHours(-1))).Revoke(Insurer, "dana"))
            .Message.ShouldStartWith("CLOCK_BEHIND");

        File.ReadAllText(Home.CallersRevocationList(Insurer)).ShouldBe(list);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Revoke_GatewayOfBeforeThereWasAList_SaysThatItReadsNone(bool isWatched)
    {
        Desk().Add(Insurer, "dana", ["claims-handler"], null);
        var file = Home.GatewayConfiguration(Insurer);
        File.WriteAllText(file, File.ReadAllText(file).Replace("RevocationList", isWatched ? "RevocationList" : "Unused", StringComparison.Ordinal));

        Desk().Revoke(Insurer, "dana").IsWatched.ShouldBe(isWatched);
    }

    [Fact]
    public void Add_AfterRevocation_GivesTheNameAgain()
    {
        Desk().Add(Insurer, "dana", ["claims-handler"], null);
        Desk().Revoke(Insurer, "dana");

        Desk().Add(Insurer, "dana", ["finance"], null).State.ShouldBe(CallerState.Valid);
        Desk().Revoke(Insurer, "dana").SerialNumbers.ShouldHaveSingleItem();
        Desk().Revoke(Insurer, "dana").SerialNumbers.ShouldBeEmpty();
    }

    [Fact]
    public void Add_WithoutTheAuthoritysKey_IsRefusedAndMakesNoOtherAuthority()
    {
        var key = Path.Combine(Home.CallersAuthority(Insurer), "ca.key");
        File.Delete(key);

        Should.Throw<ConsortiumException>(() => Desk().Add(Insurer, "dana", ["finance"], null)).Message.ShouldStartWith("CALLER_AUTHORITY_MISSING");

        File.Exists(key).ShouldBeFalse();
    }

    [Fact]
    public void List_HomeWithoutAConsortium_SaysSo()
    {
        using var empty = new EmptyHome();
        Should.Throw<ConsortiumException>(() => new CallerDesk(empty.Home, TimeProvider.System).List(null)).ExitCode.ShouldBe(ExitCodes.NotRunning);
    }

    private CallerDesk Desk() => new(Home, TimeProvider.System);

    /// <summary>A copy of a certificate as it is now.</summary>
    private string Kept(string caller)
    {
        var copy = Path.Combine(Home.Path, $"kept-{caller}.pem");
        File.Copy(Home.CallerCertificate(Insurer, caller), copy);
        return copy;
    }

    /// <summary>What the gateway says, which has the file with both lists.</summary>
    private string Judge(string certificate)
    {
        var lists = File.ReadAllText(Home.CallersRevocationList(Insurer)).Split("-----END X509 CRL-----", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(list => list + "\n-----END X509 CRL-----\n").ToList();
        var verifier = new MspVerifier([new MspDefinition
        {
            MspId = Insurer,
            RootCertificates = [File.ReadAllText(Home.CallersCa(Insurer)), File.ReadAllText(Home.BrokersCa(Insurer))],
            RevocationLists = lists,
            NodeOrganizationalUnits = null,
        }]);
        return verifier.TryVerify(SerializedIdentities.Serialize(Insurer, File.ReadAllText(certificate)), TimeProvider.System.GetUtcNow(), out _, out var error) ? "valid" : $"{error.Reason}";
    }

    private (System.Numerics.BigInteger Staff, System.Numerics.BigInteger Brokers) Numbers() => (Number(Home.CallersAuthority(Insurer)), Number(Home.BrokersAuthority(Insurer)));

    private static System.Numerics.BigInteger Number(string authority)
    {
        CertificateRevocationListBuilder.LoadPem(File.ReadAllText(HomeDirectory.RevocationList(authority)), out var number);
        return number;
    }
}
