using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Fabric.Msp.Tests;

public class CertificateAuthorityTests
{
    [Fact]
    public void Issue_Leaf_IsTrustedByThePlatformAndCarriesWhatWasAsked()
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.example.com" });
        var issued = authority.Issue(new CertificateOptions
        {
            CommonName = "peer0.example.com",
            OrganizationalUnits = ["peer"],
            DnsNames = ["peer0.example.com", "localhost"],
            IpAddresses = [IPAddress.Loopback],
            ServerAuthentication = true,
            ClientAuthentication = true,
        });

        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem, issued.PrivateKeyPem);
        certificate.MatchesHostname("localhost").ShouldBeTrue();
        certificate.MatchesHostname("127.0.0.1").ShouldBeTrue();
        certificate.MatchesHostname("elsewhere.example.com").ShouldBeFalse();
        BuildChain(certificate, authority.CertificatePem, "1.3.6.1.5.5.7.3.1").ShouldBeTrue();
        BuildChain(certificate, authority.CertificatePem, "1.3.6.1.5.5.7.3.2").ShouldBeTrue();
        certificate.SerialNumber.ShouldBe(issued.SerialNumber);
        certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.Length.ShouldBe(32);
    }

    [Fact]
    public void Issue_WithoutServerAuthentication_IsNoServerCertificate()
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.example.com" });
        var issued = authority.Issue(new CertificateOptions { CommonName = "client", ClientAuthentication = true });
        using var certificate = X509Certificate2.CreateFromPem(issued.CertificatePem);
        BuildChain(certificate, authority.CertificatePem, "1.3.6.1.5.5.7.3.1").ShouldBeFalse();
    }

    [Fact]
    public void Load_OwnPem_IssuesUnderTheSameRoot()
    {
        using var created = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.example.com" });
        using var loaded = CertificateAuthority.Load(created.CertificatePem, created.PrivateKeyPem);
        using var certificate = X509Certificate2.CreateFromPem(loaded.Issue(new CertificateOptions { CommonName = "a" }).CertificatePem);
        BuildChain(certificate, created.CertificatePem, null).ShouldBeTrue();
    }

    [Fact]
    public void Load_ForeignKeyOrLeaf_IsRefused()
    {
        using var one = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "one" });
        using var two = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "two" });
        var leaf = one.Issue(new CertificateOptions { CommonName = "leaf" });
        Should.Throw<ArgumentException>(() => CertificateAuthority.Load(one.CertificatePem, two.PrivateKeyPem));
        Should.Throw<ArgumentException>(() => CertificateAuthority.Load(leaf.CertificatePem, leaf.PrivateKeyPem));
    }

    [Fact]
    public void Issue_LongerThanTheAuthorityLives_EndsWithIt()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var authority = CertificateAuthority.CreateRoot(
            new CertificateAuthorityOptions { CommonName = "ca", Validity = TimeSpan.FromDays(10) }, new FixedTime(now));
        using var certificate = X509Certificate2.CreateFromPem(authority.Issue(new CertificateOptions { CommonName = "a" }).CertificatePem);
        certificate.NotAfter.ToUniversalTime().ShouldBe(now.AddDays(10).UtcDateTime);
        certificate.NotBefore.ToUniversalTime().ShouldBe(now.AddMinutes(-5).UtcDateTime);
    }

    [Fact]
    public void Issue_EmptyNameOrNoValidity_IsRefused()
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca" });
        Should.Throw<ArgumentException>(() => authority.Issue(new CertificateOptions { CommonName = " " }));
        Should.Throw<ArgumentException>(() => authority.Issue(new CertificateOptions { CommonName = "a", Validity = TimeSpan.Zero }));
    }

    [Fact]
    public void Issue_ManyCertificates_AreSignedWithLowS()
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca" });
        for (var i = 0; i < 40; i++)
        {
            using var certificate = X509Certificate2.CreateFromPem(authority.Issue(new CertificateOptions { CommonName = "a" }).CertificatePem);
            var outer = new System.Formats.Asn1.AsnReader(certificate.RawData, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
            outer.ReadEncodedValue();
            outer.ReadEncodedValue();
            EcdsaSignatures.IsCanonical(outer.ReadBitString(out _), 256).ShouldBeTrue();
        }
    }

    [Fact]
    public void Revoke_AfterAnEarlierList_KeepsItsEntriesAndCountsOn()
    {
        var time = new FixedTime(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.example.com" }, time);
        var first = authority.Revoke(["0A0B"], 41);
        using var later = CertificateAuthority.Load(authority.CertificatePem, authority.PrivateKeyPem, new FixedTime(time.GetUtcNow().AddDays(1)));

        var second = later.Revoke(["0C0D"], first);

        var builder = CertificateRevocationListBuilder.LoadPem(second, out var number);
        number.ShouldBe(42);
        builder.RemoveEntry([0x0A, 0x0B]).ShouldBeTrue();
        builder.RemoveEntry([0x0C, 0x0D]).ShouldBeTrue();
        using var own = X509Certificate2.CreateFromPem(authority.CertificatePem);
        var list = RevocationList.FromPem(second);
        list.IsOf(own).ShouldBeTrue();
        list.ThisUpdate.ShouldBe(time.GetUtcNow().AddDays(1));
        // The day on which the first was taken back is still its own.
        PemEncoding.TryFind(second, out var fields).ShouldBeTrue();
        Convert.FromBase64String(second[fields.Base64Data]).AsSpan().IndexOf("260301090000Z"u8).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Revoke_AfterAListOfAnotherAuthority_IsRefused()
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.example.com" });
        using var other = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.example.com" });

        Should.Throw<CryptographicException>(() => authority.Revoke(["0A"], other.Revoke(["0B"])));
        Should.Throw<CryptographicException>(() => authority.Revoke(["0A"], "no list"));
    }

    private static bool BuildChain(X509Certificate2 certificate, string rootPem, string? usage)
    {
        using var chain = new X509Chain();
        using var root = X509Certificate2.CreateFromPem(rootPem);
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (usage is not null)
        {
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        }

        return chain.Build(certificate);
    }
}
