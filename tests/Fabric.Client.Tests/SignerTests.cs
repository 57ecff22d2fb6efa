namespace Fabric.Client.Tests;

public class SignerTests
{
    [Theory]
    [InlineData("nistP256")]
    [InlineData("nistP384")]
    public async Task EcdsaSigner_PemAndKey_SignCanonically(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        using var pkcs8 = EcdsaSigner.FromPem(key.ExportPkcs8PrivateKeyPem());
        using var sec1 = EcdsaSigner.FromPem(key.ExportECPrivateKeyPem());
        using var inPlace = EcdsaSigner.FromKey(key);
        var digest = SHA256.HashData("message"u8);
        foreach (var signer in new[] { pkcs8, sec1, inPlace })
        {
            var signature = await signer.SignAsync(digest);
            EcdsaSignatures.VerifyDigest(key, digest, signature.Span).ShouldBeTrue();
        }
    }

    [Fact]
    public void EcdsaSigner_BadPem_IsRefused()
    {
        Should.Throw<ArgumentException>(() => EcdsaSigner.FromPem("not a key"));
        using var rsa = RSA.Create(2048);
        Should.Throw<CryptographicException>(() => EcdsaSigner.FromPem(rsa.ExportPkcs8PrivateKeyPem()));
        using var p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        Should.Throw<NotSupportedException>(() => EcdsaSigner.FromPem(p521.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void X509Identity_BadInput_IsRefused()
    {
        using var client = new TestClient();
        Should.Throw<ArgumentException>(() => new X509Identity("Org1MSP", "not a certificate"));
        Should.Throw<ArgumentException>(() => new X509Identity(" ", client.Certificate.CertificatePem));
        Encoding.UTF8.GetString(new X509Identity("Org1MSP", client.Certificate.CertificatePem).Credentials.Span).ShouldBe(client.Certificate.CertificatePem);
    }

    [Fact]
    public async Task RemoteSigner_IsAwaitedAndGetsTheConfiguredDigest()
    {
        var signer = new RemoteSigner();
        using var client = new TestClient(o => o with { Signer = signer, Hash = MessageHash.Sha384 });
        await client.Contract.EvaluateTransactionAsync("read");
        var signed = client.Connection.Single(Methods.Evaluate).Read<EvaluateRequest>().ProposedTransaction;
        signer.Digest.ShouldBe(SHA384.HashData(signed.ProposalBytes.Span));
        signed.Signature.ToStringUtf8().ShouldBe("remote signature");
    }

    [Fact]
    public async Task RemoteSigner_Cancelled_SendsNothing()
    {
        using var client = new TestClient(o => o with { Signer = new RemoteSigner() });
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => client.Contract.EvaluateTransactionAsync("read", null, cancelled.Token));
        client.Connection.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void Hash_None_HandsOverTheMessage()
    {
        byte[] message = [1, 2, 3];
        MessageHash.None.Compute(message).ToArray().ShouldBe(message);
        MessageHash.Sha256.Compute(message).ToArray().ShouldBe(SHA256.HashData(message));
    }

    private sealed class RemoteSigner : ISigner
    {
        public byte[]? Digest { get; private set; }

        public async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            Digest = digest.ToArray();
            return Encoding.UTF8.GetBytes("remote signature");
        }
    }
}
