using GatewayService = Fabric.Protos.Gateway.Gateway;

namespace Fabric.Client.Tests.Server;

/// <summary>A gateway that answers by the name of the transaction, so that tests see real connections at work.</summary>
internal sealed class ScriptedGateway(CallLog log) : GatewayService.GatewayBase
{
    public override async Task<EvaluateResponse> Evaluate(EvaluateRequest request, ServerCallContext context)
    {
        var arguments = Arguments(request.ProposedTransaction);
        switch (arguments[0].ToStringUtf8())
        {
            case "wait":
                await log.UntilCancelledAsync(request.TransactionId, context.CancellationToken);
                throw new InvalidOperationException("The wait ends with cancellation only.");
            case "fail":
                throw FakeConnection.Failure(
                    StatusCode.Unknown,
                    "evaluate failed: ≠",
                    new Protos.Gateway.ErrorDetail { Address = "peer0:7051", MspId = "Org1MSP", Message = "first" },
                    new Protos.Gateway.ErrorDetail { Address = "peer1:7051", MspId = "Org2MSP", Message = "second" });
            default:
                return new EvaluateResponse { Result = new Response { Status = 200, Payload = arguments[1] } };
        }
    }

    public override Task<EndorseResponse> Endorse(EndorseRequest request, ServerCallContext context) => Task.FromResult(new EndorseResponse
    {
        PreparedTransaction = TestClient.Endorsed(request, Arguments(request.ProposedTransaction)[1].ToStringUtf8()),
    });

    public override Task<SubmitResponse> Submit(SubmitRequest request, ServerCallContext context)
    {
        log.Submitted(request.TransactionId);
        return Task.FromResult(new SubmitResponse());
    }

    public override Task<CommitStatusResponse> CommitStatus(SignedCommitStatusRequest request, ServerCallContext context)
    {
        var transactionId = CommitStatusRequest.Parser.ParseFrom(request.Request).TransactionId;
        return Task.FromResult(new CommitStatusResponse
        {
            Result = log.WasSubmitted(transactionId) ? TxValidationCode.Valid : TxValidationCode.InvalidOtherReason,
            BlockNumber = 12,
        });
    }

    public override async Task ChaincodeEvents(SignedChaincodeEventsRequest request, IServerStreamWriter<ChaincodeEventsResponse> responseStream, ServerCallContext context)
    {
        var start = Protos.Gateway.ChaincodeEventsRequest.Parser.ParseFrom(request.Request).StartPosition.Specified?.Number ?? 0;
        for (var block = start; block < start + 3; block++)
        {
            await responseStream.WriteAsync(new ChaincodeEventsResponse
            {
                BlockNumber = block,
                Events = { new Protos.Peer.ChaincodeEvent { TxId = $"tx{block}", EventName = "event" } },
            });
        }

        await log.UntilCancelledAsync("events", context.CancellationToken);
    }

    private static IList<ByteString> Arguments(SignedProposal signed)
    {
        var proposal = Protos.Peer.Proposal.Parser.ParseFrom(signed.ProposalBytes);
        var payload = ChaincodeProposalPayload.Parser.ParseFrom(proposal.Payload);
        return ChaincodeInvocationSpec.Parser.ParseFrom(payload.Input).ChaincodeSpec.Input.Args;
    }
}
