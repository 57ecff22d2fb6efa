using Fabric.Client;
using Google.Protobuf;
using Grpc.Net.Client;

namespace Insurance.Bench;

/// <summary>Our client on a peer, with one contract.</summary>
internal sealed class LedgerConnection(GrpcChannel channel, FabricGateway gateway, Contract contract) : IDisposable
{
    public async Task SubmitAsync(string transaction, IMessage request, CancellationToken cancellationToken) =>
        await contract.SubmitTransactionAsync(transaction, Arguments(request), cancellationToken).ConfigureAwait(false);

    /// <summary>Submits a transaction with an argument made before.</summary>
    public async Task SubmitAsync(string transaction, string argument, CancellationToken cancellationToken) =>
        await contract.SubmitTransactionAsync(transaction, new ProposalOptions { Arguments = [argument] }, cancellationToken).ConfigureAwait(false);

    public async Task EvaluateAsync(string transaction, IMessage request, CancellationToken cancellationToken) =>
        await contract.EvaluateTransactionAsync(transaction, Arguments(request), cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
        gateway.Dispose();
        channel.Dispose();
    }

    private static ProposalOptions Arguments(IMessage request) =>
        new() { Arguments = [JsonFormatter.Default.Format(request)] };
}
