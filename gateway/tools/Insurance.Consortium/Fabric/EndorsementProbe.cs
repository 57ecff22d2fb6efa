using Fabric.Client;

namespace Insurance.Consortium.Fabric;

/// <summary>
/// Waits until every peer's gateway service can have a transaction endorsed by every organization: gossip has shown it the
/// others, and each one's chaincode answers. Until then a first transaction would fail.
/// </summary>
internal sealed class EndorsementProbe(HomeDirectory home, ConsortiumDescription consortium, Func<OrganizationDescription, Uri> peerUri, StartWatch watch)
{
    private const string Function = "GetRegistry";
    private static readonly TimeSpan OneAttempt = TimeSpan.FromSeconds(5);

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(consortium.Organizations.Select(organization => RunAsync(organization, cancellationToken)));

    private async Task RunAsync(OrganizationDescription organization, CancellationToken cancellationToken)
    {
        var mspId = organization.MspId;
        using var root = X509CertificateLoader.LoadCertificateFromFile(home.CaCertificate(mspId));
        using var channel = GrpcChannel.ForAddress(peerUri(organization), new GrpcChannelOptions { HttpHandler = Handler(root), DisposeHttpClient = true });
        using var signer = EcdsaSigner.FromPem(await File.ReadAllTextAsync(home.WalletKey(mspId, Roles.Admin), cancellationToken));
        using var gateway = FabricGateway.Connect(channel, new GatewayOptions
        {
            Identity = new X509Identity(mspId, await File.ReadAllTextAsync(home.WalletCertificate(mspId, Roles.Admin), cancellationToken)),
            Signer = signer,
        });
        foreach (var chaincode in consortium.Chaincodes)
        {
            while (await ProblemAsync(gateway.GetNetwork(consortium.Channel).GetContract(chaincode.Name), cancellationToken) is { } problem)
            {
                await watch.PauseAsync(NodeNames.Peer(organization), $"cannot have transactions of chaincode {chaincode.Name} endorsed ({problem})", cancellationToken);
            }
        }
    }

    /// <summary>Null when every organization's chaincode has answered, were it with a refusal of its own.</summary>
    private async Task<string?> ProblemAsync(Contract contract, CancellationToken cancellationToken)
    {
        try
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            attempt.CancelAfter(OneAttempt);
            var everybody = ProposalOptions.WithArguments(["{}"]) with { EndorsingOrganizations = [.. consortium.Organizations.Select(organization => organization.MspId)] };
            await contract.NewProposal(Function, everybody).EndorseAsync(attempt.Token);
            // The same as callers do it: the peer chooses whom to ask, which takes more knowledge of the others.
            await contract.NewProposal(Function, ProposalOptions.WithArguments(["{}"])).EndorseAsync(attempt.Token);
            return null;
        }
        catch (EndorseException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception.Details.Count > 0 && exception.Details.All(detail => detail.Message.Contains("chaincode response", StringComparison.Ordinal))
                ? null
                : exception.Details.Select(detail => $"{detail.MspId}: {detail.Message}").FirstOrDefault() ?? (exception.InnerException as RpcException)?.Status.Detail ?? exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {OneAttempt.TotalSeconds:0} s";
        }
    }

    private static SocketsHttpHandler Handler(X509Certificate2 root) => new()
    {
        SslOptions = TrustedRoot.Only(root),
        ConnectTimeout = TimeSpan.FromSeconds(3),
    };
}
