using Grpc.Core;

namespace Fabric.DevLedger.Services;

/// <summary>Fabric's <c>gateway.Gateway</c>, with the answers that docs/change/devledger-conformance.md states.</summary>
internal sealed partial class GatewayService(LedgerContext ledger, LocalPeers local) : Gateway.GatewayBase
{
    private const string EvaluateFailed = "failed to evaluate transaction, see attached details for more info";

    public override async Task<EvaluateResponse> Evaluate(EvaluateRequest request, ServerCallContext context)
    {
        DecodedProposal proposal;
        try
        {
            proposal = Decode(request.ProposedTransaction, "a signed proposal is required");
        }
        catch (ProposalFormatException e)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, "failed to unpack transaction proposal: " + e.Message);
        }

        if (Incomplete(proposal) is { } problem)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, "failed to unpack transaction proposal: " + problem);
        }

        if (proposal.Channel != ledger.Channel)
        {
            throw ServiceErrors.Status(StatusCode.Unavailable, NoConfig(proposal.Channel));
        }

        var peer = local.Of(context);
        try
        {
            return new EvaluateResponse { Result = await EvaluateAsync(proposal, peer, request.TargetOrganizations, context) };
        }
        catch (OperationCanceledException)
        {
            throw ServiceErrors.Status(StatusCode.DeadlineExceeded, "evaluate timeout expired");
        }
    }

    public override async Task<EndorseResponse> Endorse(EndorseRequest request, ServerCallContext context)
    {
        DecodedProposal proposal;
        try
        {
            proposal = Decode(request.ProposedTransaction, "the proposed transaction must contain a signed proposal");
        }
        catch (ProposalFormatException e)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, e.Message);
        }

        try
        {
            var collector = new EndorsementCollector(ledger, local.Of(context), proposal, CallAdmission.Of(context));
            var action = await collector.CollectAsync(request.EndorsingOrganizations, context.CancellationToken);
            return new EndorseResponse { PreparedTransaction = Assemble(proposal, action) };
        }
        catch (OperationCanceledException)
        {
            throw ServiceErrors.Status(StatusCode.DeadlineExceeded, "endorsement timeout expired while collecting first endorsement");
        }
    }

    public override async Task<SubmitResponse> Submit(SubmitRequest request, ServerCallContext context)
    {
        if (request.PreparedTransaction is not { } envelope)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, "a prepared transaction is required");
        }

        if (envelope.Signature.IsEmpty)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, "prepared transaction must be signed");
        }

        if (request.ChannelId != ledger.Channel)
        {
            throw ServiceErrors.Status(StatusCode.FailedPrecondition, NoConfig(request.ChannelId));
        }

        var transaction = TransactionSubmission.Prepare(ledger, envelope, CallAdmission.Of(context));
        try
        {
            ledger.Orderer.Enqueue(transaction);

            // A Fabric orderer answers when the transaction is replicated; here, when it is on disk.
            await transaction.Committed.Task.WaitAsync(context.CancellationToken);
        }
        catch (OrdererUnavailableException e)
        {
            throw ServiceErrors.WithDetails(
                StatusCode.Unavailable,
                "no orderers could successfully process transaction",
                // The orderer is where the peer is.
                [new ErrorDetail { Address = local.Of(context).Address, MspId = ledger.OrdererMspId, Message = e.Message }]);
        }
        catch (OperationCanceledException)
        {
            throw ServiceErrors.Status(
                StatusCode.DeadlineExceeded, "submit timeout expired while broadcasting to ordering service");
        }

        // Another's envelope that only names the id does not cost the transaction its private data.
        if (TransactionKey.IsProven(transaction.Code))
        {
            ledger.Transient.Remove(transaction.Parsed.TransactionId);
        }

        return new SubmitResponse();
    }

    private static DecodedProposal Decode(SignedProposal? signed, string missing) =>
        signed is null || signed.ProposalBytes.IsEmpty
            ? throw new ProposalFormatException(missing)
            : DecodedProposal.Decode(signed);

    private static string? Incomplete(DecodedProposal proposal) =>
        proposal.Channel.Length == 0 ? "no channel id provided"
        : proposal.Spec is null ? $"no chaincode spec is provided, channel id [{proposal.Channel}]"
        : proposal.Spec.ChaincodeId is null ? $"no chaincode id is provided, channel id [{proposal.Channel}]"
        : proposal.Chaincode.Length == 0 ? $"no chaincode name is provided, channel id [{proposal.Channel}]"
        : null;

    private static string NoConfig(string channel) =>
        $"failed to get config for channel [{channel}]: could not get last config for channel {channel}";

    private static Envelope Assemble(DecodedProposal proposal, ChaincodeEndorsedAction action)
    {
        var actionPayload = new ChaincodeActionPayload
        {
            ChaincodeProposalPayload = proposal.WithoutTransient,
            Action = action,
        };
        var transaction = new Transaction();
        transaction.Actions.Add(new TransactionAction
        {
            Header = proposal.Header.SignatureHeader,
            Payload = actionPayload.ToByteString(),
        });
        var payload = new Payload { Header = proposal.Header, Data = transaction.ToByteString() };
        return new Envelope { Payload = payload.ToByteString() };
    }

    private async Task<Response> EvaluateAsync(
        DecodedProposal proposal, OrganizationPeer peer, IReadOnlyList<string> targets, ServerCallContext context)
    {
        var guarded = proposal.HasTransientData && targets.Count == 0;
        var candidates = Candidates(proposal, peer, guarded ? [peer.MspId] : targets);
        if (candidates.Count == 0)
        {
            var none = $"no peers available to evaluate chaincode {proposal.Chaincode} in channel {proposal.Channel}";
            throw ServiceErrors.Status(StatusCode.FailedPrecondition, guarded
                ? "no endorsers found in the gateway's organization; retry specifying target organization(s) to protect transient data: " + none
                : none);
        }

        var check = ledger.Checker.Check(proposal);
        if (check is { Refusal: null, Creator: { } creator })
        {
            CallAdmission.Of(context)?.Verified(creator);
        }

        var errors = new List<ErrorDetail>();
        var code = StatusCode.Aborted;
        foreach (var candidate in candidates)
        {
            var remote = candidate != peer;
            var answer = check.Refusal is { } refusal ? EndorserAnswer.Failure(EndorserOutcome.Rejected, refusal)
                : remote && check.Expired ? EndorserAnswer.Failure(EndorserOutcome.Rejected, ProposalChecker.Expired)
                : await ledger.Endorser.ProcessAsync(proposal, check, candidate.MspId, context.CancellationToken);
            if (answer.Outcome == EndorserOutcome.Succeeded)
            {
                return answer.Response!;
            }

            var unreachable = (remote || check.Filtered) && answer.Outcome == EndorserOutcome.Rejected;
            errors.Add(ServiceErrors.Detail(candidate, unreachable && remote ? "rpc error: code = Unknown desc = " + answer.Message : answer.Message));
            if (!unreachable && answer.Outcome != EndorserOutcome.PeerFailed)
            {
                throw ServiceErrors.WithDetails(
                    answer.Outcome == EndorserOutcome.Rejected ? StatusCode.FailedPrecondition : StatusCode.Unknown,
                    "evaluate call to endorser returned error: " + answer.Message,
                    errors);
            }

            code = unreachable ? StatusCode.Unavailable : StatusCode.Aborted;
        }

        throw ServiceErrors.WithDetails(code, EvaluateFailed, errors);
    }

    private List<OrganizationPeer> Candidates(DecodedProposal proposal, OrganizationPeer peer, IReadOnlyList<string> targets)
    {
        if (!ledger.Chaincodes.ContainsKey(proposal.Chaincode) && !SystemChaincodes.IsSystem(proposal.Chaincode))
        {
            return [];
        }

        return ledger.Peers.Values
            .Where(candidate => targets.Count == 0 || targets.Contains(candidate.MspId))
            .Where(candidate => !ledger.StoppedPeers.IsStopped(candidate.MspId))
            .OrderBy(candidate => candidate == peer ? 0 : 1)
            .ToList();
    }
}
