using System.Text;

namespace Fabric.Msp.Tests;

public class MspVerifierTests
{
    [Theory]
    [InlineData("client", NodeRole.Client)]
    [InlineData("peer", NodeRole.Peer)]
    [InlineData("admin", NodeRole.Admin)]
    [InlineData("orderer", NodeRole.Orderer)]
    public void Verify_Member_SaysRoleNameAndClientId(string unit, NodeRole role)
    {
        using var org = new TestOrganization("Org1MSP");
        var identity = org.Member("alice", unit);

        identity.MspId.ShouldBe("Org1MSP");
        identity.Role.ShouldBe(role);
        identity.IsAdmin.ShouldBe(role == NodeRole.Admin);
        identity.CommonName.ShouldBe("alice");
        identity.ClientId.ShouldBe($"x509::CN=alice,OU={unit}::CN=ca.Org1MSP,O=Org1MSP,C=CH");
    }

    [Fact]
    public void Verify_SeveralUnitsAndSpecialCharacters_GiveFabricsClientId()
    {
        using var org = new TestOrganization("Org1MSP");
        var issued = org.Authority.Issue(new CertificateOptions
        {
            CommonName = "O'Neil, \"Pat\" +1",
            Organization = "#Insurer",
            OrganizationalUnits = ["client", "claims"],
        });

        org.Verifier.Verify(org.Serialize(issued)).Subject
            .ShouldBe("CN=O'Neil\\, \\\"Pat\\\" \\+1,OU=client+OU=claims,O=\\#Insurer");
    }

    [Fact]
    public void Verify_Attributes_AreReadFromTheExtension()
    {
        using var org = new TestOrganization("Org1MSP");
        var attributes = new Dictionary<string, string> { ["role"] = "claims-handler", ["limit"] = "5000 \"CHF\"" };
        var identity = org.Verifier.Verify(org.Serialize(org.Issue("alice", "client", attributes)));
        identity.Attributes.ShouldBe(attributes, ignoreOrder: true);
    }

    [Fact]
    public void Verify_Signature_OnlyOfTheHolderOverTheMessage()
    {
        using var org = new TestOrganization("Org1MSP");
        var alice = org.Issue("alice", "client");
        var bob = org.Issue("bob", "client");
        var identity = org.Verifier.Verify(org.Serialize(alice));
        var message = "proposal"u8.ToArray();

        identity.VerifyMessage(message, TestOrganization.Sign(alice, message)).ShouldBeTrue();
        identity.VerifyMessage(message, TestOrganization.Sign(bob, message)).ShouldBeFalse();
        identity.VerifyMessage("another"u8, TestOrganization.Sign(alice, message)).ShouldBeFalse();
        identity.VerifyMessage(message, []).ShouldBeFalse();
    }

    [Fact]
    public void Verify_UnknownMsp_IsRefused()
    {
        using var org = new TestOrganization("Org1MSP");
        using var other = new TestOrganization("Org2MSP");
        Reason(org.Verifier, other.Serialize(other.Issue("alice", "client"))).ShouldBe(IdentityErrorReason.UnknownMsp);
    }

    [Fact]
    public void Verify_CertificateOfAnotherAuthorityWithTheSameName_IsRefused()
    {
        using var org = new TestOrganization("Org1MSP");
        using var impostor = new TestOrganization("Org1MSP");
        Reason(org.Verifier, impostor.Serialize(impostor.Issue("alice", "admin"))).ShouldBe(IdentityErrorReason.NotIssuedByMsp);
    }

    [Fact]
    public void Verify_AlteredCertificate_IsRefused()
    {
        using var org = new TestOrganization("Org1MSP");
        var pem = org.Issue("alice", "client").CertificatePem;
        var fields = PemEncoding.Find(pem);
        var der = Convert.FromBase64String(pem[fields.Base64Data]);
        var name = der.AsSpan().IndexOf("alice"u8);
        "admin"u8.CopyTo(der.AsSpan(name));
        var forged = SerializedIdentities.Serialize("Org1MSP", PemEncoding.WriteString("CERTIFICATE", der));
        Reason(org.Verifier, forged).ShouldBe(IdentityErrorReason.NotIssuedByMsp);
    }

    [Fact]
    public void Verify_SecondEncodingOfTheSameSignature_IsRefused()
    {
        using var org = new TestOrganization("Org1MSP");
        byte[] der;
        do
        {
            using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(org.Issue("alice", "client").CertificatePem);
            der = certificate.RawData;
        }
        while ((der[^1] & 1) != 0);

        // The signature ends in a zero bit, so that DER allows to call this bit unused.
        var outer = new System.Formats.Asn1.AsnReader(der, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
        outer.ReadEncodedValue();
        outer.ReadEncodedValue();
        var signature = outer.ReadEncodedValue();
        der[der.Length - signature.Length + 2] = 1;

        Reason(org.Verifier, SerializedIdentities.Serialize("Org1MSP", PemEncoding.WriteString("CERTIFICATE", der))).ShouldBe(IdentityErrorReason.Malformed);
    }

    [Fact]
    public void Verify_ExpiredAndFutureCertificates_AreRefusedAtThatMomentOnly()
    {
        var now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        using var org = new TestOrganization("Org1MSP", new FixedTime(now));
        var serialized = org.Serialize(org.Authority.Issue(new CertificateOptions
        {
            CommonName = "alice",
            OrganizationalUnits = ["client"],
            Validity = TimeSpan.FromDays(30),
        }));

        org.Verifier.Verify(serialized, now.AddDays(30)).CommonName.ShouldBe("alice");
        Reason(org.Verifier, serialized, now.AddDays(30).AddSeconds(1)).ShouldBe(IdentityErrorReason.Expired);
        Reason(org.Verifier, serialized, now.AddMinutes(-6)).ShouldBe(IdentityErrorReason.NotYetValid);
        org.Verifier.Verify(serialized).CommonName.ShouldBe("alice");
        org.Verifier.TryVerify(serialized, now.AddDays(31), out _, out var error).ShouldBeFalse();
        error!.Message.ShouldBe("The certificate of alice (Org1MSP) expired on 2026-07-01 00:00:00Z.");
    }

    [Fact]
    public void Verify_ExpiryOfARememberedIdentity_IsStillNoticed()
    {
        var now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        using var org = new TestOrganization("Org1MSP", new FixedTime(now));
        var verifier = org.Verifier;
        var serialized = org.Serialize(org.Issue("alice", "client"));
        verifier.Verify(serialized, now);
        Reason(verifier, serialized, now.AddDays(366)).ShouldBe(IdentityErrorReason.Expired);
    }

    [Fact]
    public void Verify_RevokedCertificate_IsRefused()
    {
        using var org = new TestOrganization("Org1MSP");
        var alice = org.Issue("alice", "client");
        var bob = org.Issue("bob", "client");
        var verifier = new MspVerifier([org.Definition with { RevocationLists = [org.Authority.Revoke([alice.SerialNumber])] }]);

        Reason(verifier, org.Serialize(alice)).ShouldBe(IdentityErrorReason.Revoked);
        verifier.Verify(org.Serialize(bob)).CommonName.ShouldBe("bob");
    }

    [Fact]
    public void Create_RevocationListOfAnotherAuthority_IsRefused()
    {
        using var org = new TestOrganization("Org1MSP");
        using var impostor = new TestOrganization("Org1MSP");
        Should.Throw<CryptographicException>(() => new MspVerifier([org.Definition with { RevocationLists = [impostor.Authority.Revoke(["01"])] }]));
    }

    [Fact]
    public void Verify_ThroughIntermediate_WorksAndTheRootNoLongerIssues()
    {
        using var org = new TestOrganization("Org1MSP");
        using var intermediate = org.Authority.CreateIntermediate(new CertificateAuthorityOptions { CommonName = "ica" });
        var verifier = new MspVerifier([org.Definition with { IntermediateCertificates = [intermediate.CertificatePem] }]);
        var below = intermediate.Issue(new CertificateOptions { CommonName = "alice", OrganizationalUnits = ["client"] });

        verifier.Verify(org.Serialize(below)).CommonName.ShouldBe("alice");
        Reason(verifier, org.Serialize(org.Issue("bob", "client"))).ShouldBe(IdentityErrorReason.NotIssuedByMsp);
        Reason(org.Verifier, org.Serialize(below)).ShouldBe(IdentityErrorReason.NotIssuedByMsp);
    }

    [Fact]
    public void Verify_RevokedIntermediate_TakesItsIdentitiesWithIt()
    {
        using var org = new TestOrganization("Org1MSP");
        using var intermediate = org.Authority.CreateIntermediate(new CertificateAuthorityOptions { CommonName = "ica" });
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(intermediate.CertificatePem);
        var verifier = new MspVerifier([org.Definition with
        {
            IntermediateCertificates = [intermediate.CertificatePem],
            RevocationLists = [org.Authority.Revoke([certificate.SerialNumber])],
        }]);
        var below = intermediate.Issue(new CertificateOptions { CommonName = "alice", OrganizationalUnits = ["client"] });
        Reason(verifier, org.Serialize(below)).ShouldBe(IdentityErrorReason.Revoked);
    }

    [Theory]
    [InlineData(new[] { "sales" }, IdentityErrorReason.NoRole)]
    [InlineData(new string[0], IdentityErrorReason.NoRole)]
    [InlineData(new[] { "client", "admin" }, IdentityErrorReason.SeveralRoles)]
    [InlineData(new[] { "client", "client" }, IdentityErrorReason.SeveralRoles)]
    public void Verify_UnitsWithoutExactlyOneRole_AreRefused(string[] units, IdentityErrorReason reason)
    {
        using var org = new TestOrganization("Org1MSP");
        var issued = org.Authority.Issue(new CertificateOptions { CommonName = "alice", OrganizationalUnits = units });
        Reason(org.Verifier, org.Serialize(issued)).ShouldBe(reason);
        new MspVerifier([org.Definition with { NodeOrganizationalUnits = null }])
            .Verify(org.Serialize(issued)).Role.ShouldBe(NodeRole.None);
    }

    [Fact]
    public void Verify_RoleCertifiedByAnotherAuthority_IsRefusedEvenBesideAnother()
    {
        using var org = new TestOrganization("Org1MSP");
        using var second = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "second" });
        var verifier = new MspVerifier([org.Definition with
        {
            RootCertificates = [org.Authority.CertificatePem, second.CertificatePem],
            NodeOrganizationalUnits = new NodeOrganizationalUnits { Admin = new OrganizationalUnitIdentifier("admin", second.CertificatePem) },
        }]);

        Reason(verifier, org.Serialize(org.Issue("mallory", "admin"))).ShouldBe(IdentityErrorReason.NoRole);
        Reason(verifier, org.Serialize(org.Authority.Issue(new CertificateOptions { CommonName = "mallory", OrganizationalUnits = ["peer", "admin"] })))
            .ShouldBe(IdentityErrorReason.NoRole);
        verifier.Verify(org.Serialize(second.Issue(new CertificateOptions { CommonName = "root", OrganizationalUnits = ["admin"] }))).IsAdmin.ShouldBeTrue();
    }

    [Fact]
    public void Verify_AuthoritysOwnCertificate_IsRefused()
    {
        using var org = new TestOrganization("Org1MSP");
        Reason(org.Verifier, SerializedIdentities.Serialize("Org1MSP", org.Authority.CertificatePem)).ShouldBe(IdentityErrorReason.IsCertificateAuthority);
    }

    [Fact]
    public void Verify_AdminByCertificate_IsAdminWithoutTheRole()
    {
        using var org = new TestOrganization("Org1MSP");
        var alice = org.Issue("alice", "client");
        var verifier = new MspVerifier([org.Definition with { AdminCertificates = [alice.CertificatePem] }]);
        var identity = verifier.Verify(org.Serialize(alice));
        identity.IsAdmin.ShouldBeTrue();
        identity.Role.ShouldBe(NodeRole.Client);
    }

    [Fact]
    public void Verify_GarbageBytes_AreRefusedAndNeverThrowAnythingElse()
    {
        using var org = new TestOrganization("Org1MSP");
        var verifier = org.Verifier;
        var valid = org.Serialize(org.Issue("alice", "client"));
        Reason(verifier, []).ShouldBe(IdentityErrorReason.UnknownMsp);
        Reason(verifier, Encoding.UTF8.GetBytes("garbage")).ShouldBe(IdentityErrorReason.Malformed);
        Reason(verifier, new SerializedIdentity { Mspid = "Org1MSP", IdBytes = ByteString.CopyFromUtf8("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----") }.ToByteArray())
            .ShouldBe(IdentityErrorReason.Malformed);
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Int[0, 7]).Array[1, 3].Sample(flips =>
        {
            var altered = valid.ToArray();
            foreach (var (at, bit) in flips)
            {
                altered[at] ^= (byte)(1 << bit);
            }

            if (verifier.TryVerify(altered, null, out var identity, out _))
            {
                // Only the layout of the PEM text can have changed.
                identity.Equals(verifier.Verify(valid)).ShouldBeTrue();
            }
        }, iter: 2000);
    }

    [Fact]
    public void Verify_MoreIdentitiesThanTheCacheHolds_StaysCorrect()
    {
        using var org = new TestOrganization("Org1MSP");
        var verifier = new MspVerifier([org.Definition], cacheCapacity: 4);
        var members = Enumerable.Range(0, 12).Select(i => org.Serialize(org.Issue($"user{i}", "client"))).ToArray();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < members.Length; i++)
            {
                verifier.Verify(members[i]).CommonName.ShouldBe($"user{i}");
                verifier.Verify(members[i]).ShouldBeSameAs(verifier.Verify(members[i]));
            }
        }
    }

    [Fact]
    public void FromConfig_ToConfig_KeepsTheDefinition()
    {
        using var org = new TestOrganization("Org1MSP");
        var definition = org.Definition with
        {
            AdminCertificates = [org.Issue("root", "admin").CertificatePem],
            RevocationLists = [org.Authority.Revoke(["01"])],
            NodeOrganizationalUnits = new NodeOrganizationalUnits { Peer = new OrganizationalUnitIdentifier("peers", org.Authority.CertificatePem) },
        };
        MspDefinition.FromConfig(definition.ToConfig()).ToConfig().ShouldBe(definition.ToConfig());
        new MspVerifier([MspDefinition.FromConfig(definition.ToConfig())])
            .Verify(org.Serialize(org.Authority.Issue(new CertificateOptions { CommonName = "p", OrganizationalUnits = ["peers"] }))).Role.ShouldBe(NodeRole.Peer);
    }

    private static IdentityErrorReason Reason(MspVerifier verifier, byte[] serialized, DateTimeOffset? at = null)
    {
        verifier.TryVerify(serialized, at, out _, out var error).ShouldBeFalse();
        error!.Message.ShouldNotBeNullOrWhiteSpace();
        return error.Reason;
    }
}
