using Fabric.Protos.Msp;
using GatewayService = Fabric.Protos.Gateway.Gateway;

namespace Fabric.Client;

/// <summary>What every message of one gateway shares: stubs, identity, signer, deadlines.</summary>
internal sealed class ClientConnection : IDisposable
{
    private readonly GatewayOptions _options;
    private readonly CancellationTokenSource _closed = new();

    public ClientConnection(CallInvoker invoker, GatewayOptions options)
    {
        _options = options;
        Gateway = new GatewayService.GatewayClient(invoker);
        Deliver = new Deliver.DeliverClient(invoker);
        Creator = new SerializedIdentity
        {
            Mspid = options.Identity.MspId,
            IdBytes = ByteString.CopyFrom(options.Identity.Credentials.Span),
        }.ToByteString();
    }

    public GatewayService.GatewayClient Gateway { get; }

    public Deliver.DeliverClient Deliver { get; }

    public IIdentity Identity => _options.Identity;

    /// <summary>The serialized identity, as headers and requests carry it.</summary>
    public ByteString Creator { get; }

    public ReadOnlyMemory<byte> TlsClientCertificateHash => _options.TlsClientCertificateHash;

    public DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    public CancellationToken Closed => _closed.Token;

    public ReadOnlyMemory<byte> Digest(ByteString message) => _options.Hash.Compute(message.Memory);

    public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> digest, CancellationToken cancellationToken) =>
        _options.Signer is { } signer
            ? signer.SignAsync(digest, cancellationToken)
            : throw new InvalidOperationException("The gateway has no signer: sign the digest off line and recreate the message with its signature.");

    public CallOptions ForEvaluate(CancellationToken cancellationToken) => Call(_options.EvaluateTimeout, cancellationToken);

    public CallOptions ForEndorse(CancellationToken cancellationToken) => Call(_options.EndorseTimeout, cancellationToken);

    public CallOptions ForSubmit(CancellationToken cancellationToken) => Call(_options.SubmitTimeout, cancellationToken);

    public CallOptions ForCommitStatus(CancellationToken cancellationToken) => Call(_options.CommitStatusTimeout, cancellationToken);

    public void Dispose() => _closed.Cancel();

    private CallOptions Call(TimeSpan timeout, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed.IsCancellationRequested, typeof(FabricGateway));
        return new CallOptions(
            deadline: timeout == Timeout.InfiniteTimeSpan ? null : Now.UtcDateTime + timeout,
            cancellationToken: cancellationToken);
    }
}
