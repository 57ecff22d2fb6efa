using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EndToEnd.Tests.BadInput;
using EndToEnd.Tests.Running;
using Fabric.Client;
using Google.Protobuf;
using Grpc.Net.Client;
using Insurance.V1;

namespace EndToEnd.Tests;

/// <summary>A claim approved on the ledger while the insurer's gateway is dead.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class PaymentAfterRestartTests(ConsortiumFixture fixture)
{
    private RunningProcess Gateway =>
        fixture.Consortium.Processes.Single(process => process.Name == $"gateway-{TestConsortium.Aurora}");

    [Fact]
    public async Task Gateway_KilledBeforeApproval_PaysOnceAfterRestart()
    {
        var book = await new InsurerBook(fixture).OpenAsync(InsurerBook.Dollars(50));
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync(), InsurerBook.Dollars(100)));
        claim.Status.ShouldBe(ClaimStatus.Referred, "the claim is over the straight-through limit");

        try
        {
            using (var gateway = Process.GetProcessById(Gateway.Pid))
            {
                gateway.Kill();
                await gateway.WaitForExitAsync();
            }

            await ApproveOnLedgerAsync(claim);
        }
        finally
        {
            await fixture.Consortium.UpAsync();
        }

        var query = new GetClaimRequest { ClaimId = claim.ClaimId };
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await book.Claims.GetClaimAsync(query)).Status != ClaimStatus.Paid)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        // Asked through another organization: every version of the claim that was ever written.
        var ledger = new Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));
        var history = await ledger.GetHistoryAsync(new GetHistoryRequest { RecordType = RecordType.Claim, RecordId = claim.ClaimId });
        history.Entries.Select(entry => JsonParser.Default.Parse<Claim>(entry.RecordJson).Status)
            .ShouldBe([ClaimStatus.Referred, ClaimStatus.Approved, ClaimStatus.Paid]);
    }

    /// <summary>Straight at the organization's peer, with the identity the gateway would have used.</summary>
    private async Task ApproveOnLedgerAsync(Claim claim)
    {
        var settings = JsonDocument.Parse(await File.ReadAllTextAsync(fixture.Consortium.GatewayConfiguration(TestConsortium.Aurora)))
            .RootElement.GetProperty("Gateway");
        var peer = settings.GetProperty("Peer").GetProperty("Endpoint").GetString()!;
        var identity = settings.GetProperty("Identities").GetProperty("claims-handler");
        using var channel = GrpcChannel.ForAddress(peer, new GrpcChannelOptions
        {
            HttpHandler = fixture.Consortium.Handler(TestConsortium.Aurora, (X509Certificate2?)null),
            DisposeHttpClient = true,
        });
        using var signer = EcdsaSigner.FromPem(await File.ReadAllTextAsync(identity.GetProperty("Key").GetString()!));
        using var gateway = FabricGateway.Connect(channel, new GatewayOptions
        {
            Identity = new X509Identity(TestConsortium.Aurora, await File.ReadAllTextAsync(identity.GetProperty("Certificate").GetString()!)),
            Signer = signer,
        });
        var contract = gateway.GetNetwork(settings.GetProperty("Channel").GetString()!).GetContract(settings.GetProperty("Chaincode").GetString()!);
        var decision = new DecideClaimRequest
        {
            RequestId = fixture.NewId("r"),
            Actor = "somebody else's program",
            ClaimId = claim.ClaimId,
            Outcome = Outcome.Approve,
            ApprovedAmount = claim.AmountClaimed,
            Reason = "The damage was inspected.",
        };
        await contract.SubmitTransactionAsync("DecideClaim", ProposalOptions.WithArguments(JsonFormatter.Default.Format(decision)));
    }
}
