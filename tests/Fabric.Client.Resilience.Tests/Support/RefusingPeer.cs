using Fabric.Msp;
using Grpc.Core;

namespace Fabric.Client.Resilience.Tests.Support;

/// <summary>A peer that answers every call with one status.</summary>
public sealed class RefusingPeer : IDisposable
{
    private readonly FabricGateway gateway;
    private readonly EcdsaSigner signer;

    public RefusingPeer(Status status)
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca" });
        var client = authority.Issue(new CertificateOptions { CommonName = "client" });
        signer = EcdsaSigner.FromPem(client.PrivateKeyPem);
        gateway = FabricGateway.Connect(new Invoker(status), new GatewayOptions
        {
            Identity = new X509Identity("Own", client.CertificatePem),
            Signer = signer,
        });
    }

    /// <summary>What the client library makes of it.</summary>
    public async Task<GatewayException> FailureAsync() =>
        await Should.ThrowAsync<GatewayException>(() => gateway.GetNetwork("channel").GetContract("chaincode").EvaluateTransactionAsync("read"));

    public void Dispose()
    {
        gateway.Dispose();
        signer.Dispose();
    }

    private sealed class Invoker(Status status) : UnaryInvoker
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => new(
                Task.FromException<TResponse>(new RpcException(status)), Task.FromResult(new Metadata()), () => status, () => [], () => { });
    }
}
