namespace Fabric.Msp.Tests;

public sealed class MspDirectoryTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("msp-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Load_WhatWasWritten_IsTheSame()
    {
        using var org = new TestOrganization("Org1MSP");
        using var intermediate = org.Authority.CreateIntermediate(new CertificateAuthorityOptions { CommonName = "ica" });
        var issued = intermediate.Issue(new CertificateOptions { CommonName = "peer0", OrganizationalUnits = ["peer"] });
        var definition = org.Definition with
        {
            IntermediateCertificates = [intermediate.CertificatePem],
            AdminCertificates = [org.Issue("root", "admin").CertificatePem],
            TlsRootCertificates = [org.Authority.CertificatePem],
            RevocationLists = [org.Authority.Revoke(["0A0B"])],
            NodeOrganizationalUnits = new NodeOrganizationalUnits { Peer = new OrganizationalUnitIdentifier("peer", intermediate.CertificatePem) },
            OrganizationalUnitIdentifiers = [new OrganizationalUnitIdentifier("peer", intermediate.CertificatePem)],
        };
        MspDirectory.Write(_path, new MspFolder(definition, issued.CertificatePem, issued.PrivateKeyPem));

        var loaded = MspDirectory.Load(_path, "Org1MSP");

        loaded.Definition.ToConfig().ShouldBe(definition.ToConfig());
        loaded.SigningCertificatePem.ShouldBe(issued.CertificatePem);
        loaded.PrivateKeyPem.ShouldBe(issued.PrivateKeyPem);
        new MspVerifier([loaded.Definition]).Verify(org.Serialize(issued)).Role.ShouldBe(NodeRole.Peer);
    }

    [Fact]
    public void Write_Key_IsReadableByItsOwnerOnlyAndNamedByItsIdentifier()
    {
        using var org = new TestOrganization("Org1MSP");
        var issued = org.Issue("alice", "client");
        MspDirectory.Write(_path, new MspFolder(org.Definition, issued.CertificatePem, issued.PrivateKeyPem));
        MspDirectory.Write(_path, new MspFolder(org.Definition, issued.CertificatePem, issued.PrivateKeyPem));

        var file = Directory.GetFiles(Path.Combine(_path, "keystore")).ShouldHaveSingleItem();
        Path.GetFileName(file).ShouldMatch("^[0-9a-f]{64}_sk$");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Load_FolderAsFabricsToolsWriteIt_IsUnderstood()
    {
        using var org = new TestOrganization("Org1MSP");
        Directory.CreateDirectory(Path.Combine(_path, "cacerts"));
        File.WriteAllText(Path.Combine(_path, "cacerts", "ca.org1-cert.pem"), org.Authority.CertificatePem);
        File.WriteAllText(Path.Combine(_path, "config.yaml"), """
            NodeOUs:
              Enable: true
              ClientOUIdentifier:
                Certificate: cacerts/ca.org1-cert.pem
                OrganizationalUnitIdentifier: client
              PeerOUIdentifier:
                Certificate: cacerts/ca.org1-cert.pem
                OrganizationalUnitIdentifier: peer
            """);

        var units = MspDirectory.Load(_path, "Org1MSP").Definition.NodeOrganizationalUnits.ShouldNotBeNull();
        units.Client.ShouldBe(new OrganizationalUnitIdentifier("client", org.Authority.CertificatePem));
        units.Peer!.Name.ShouldBe("peer");
        units.Admin.ShouldBeNull();
        units.Orderer.ShouldBeNull();
    }

    [Fact]
    public void Load_WithoutConfiguration_DoesNotClassify()
    {
        using var org = new TestOrganization("Org1MSP");
        Directory.CreateDirectory(Path.Combine(_path, "cacerts"));
        File.WriteAllText(Path.Combine(_path, "cacerts", "ca.pem"), org.Authority.CertificatePem);
        MspDirectory.Load(_path, "Org1MSP").Definition.NodeOrganizationalUnits.ShouldBeNull();
    }

    [Fact]
    public void Load_BadFolder_SaysWhatIsWrong()
    {
        using var org = new TestOrganization("Org1MSP");
        Should.Throw<DirectoryNotFoundException>(() => MspDirectory.Load(Path.Combine(_path, "absent"), "Org1MSP"));
        Should.Throw<DirectoryNotFoundException>(() => MspDirectory.Load(_path, "Org1MSP"));

        var alice = org.Issue("alice", "client");
        var bob = org.Issue("bob", "client");
        MspDirectory.Write(_path, new MspFolder(org.Definition, alice.CertificatePem, bob.PrivateKeyPem));
        Should.Throw<CryptographicException>(() => MspDirectory.Load(_path, "Org1MSP"));

        File.WriteAllText(Path.Combine(_path, "config.yaml"), "NodeOUs: [");
        Should.Throw<FormatException>(() => MspDirectory.Load(_path, "Org1MSP"));
    }
}
