namespace Fabric.Client.Resilience.Tests.Support;

/// <summary>A peer that answers every call with one status.</summary>
public sealed class RefusingPeer : IDisposable
{
    private readonly FabricGateway _gateway;
    private readonly EcdsaSigner _signer;

    public RefusingPeer(Status status)
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca" });
        var client = authority.Issue(new CertificateOptions { CommonName = "client" });
        _signer = EcdsaSigner.FromPem(client.PrivateKeyPem);
        _gateway = FabricGateway.Connect(new Invoker(status), new GatewayOptions
        {
            Identity = new X509Identity("Own", client.CertificatePem),
            Signer = _signer,
        });
    }

    /// <summary>What the client library makes of it.</summary>
    public async Task<GatewayException> FailureAsync() =>
        await Should.ThrowAsync<GatewayException>(() => _gateway.GetNetwork("channel").GetContract("chaincode").EvaluateTransactionAsync("read"));

    public void Dispose()
    {
        _gateway.Dispose();
        _signer.Dispose();
    }

    private sealed class Invoker(Status status) : UnaryInvoker
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => new(
                Task.FromException<TResponse>(new RpcException(status)), Task.FromResult(new Metadata()), () => status, () => [], () => { });
    }
}
