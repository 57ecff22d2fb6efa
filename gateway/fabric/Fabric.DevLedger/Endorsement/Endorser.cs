namespace Fabric.DevLedger.Endorsement;

/// <summary>Runs proposals as the peer of an organization does.</summary>
internal sealed class Endorser(
    string channel,
    IReadOnlyDictionary<string, InstalledChaincode> chaincodes,
    SimulationPlaces places,
    LimitOptions limits,
    SystemChaincodes system)
{
    private const int FirstFailure = 400;
    private const int FirstSuccess = 200;

    public async Task<EndorserAnswer> ProcessAsync(
        DecodedProposal proposal, CheckedProposal check, string peerMspId, CancellationToken cancellationToken)
    {
        var lease = await places.RentAsync(check.Creator!.MspId, cancellationToken);
        if (lease.Reader.Transaction(proposal.TransactionId) is { Code: not TxValidationCode.BadProposalTxid })
        {
            lease.Dispose();
            return EndorserAnswer.Failure(
                EndorserOutcome.Rejected,
                $"duplicate transaction found [{proposal.TransactionId}]. Creator [{Convert.ToHexStringLower(check.SignatureHeader!.Creator.Span)}]");
        }

        if (SystemChaincodes.IsSystem(check.Chaincode))
        {
            using (lease)
            {
                return system.Invoke(check, proposal.Spec!.Input.Args, lease.Reader);
            }
        }

        if (!chaincodes.TryGetValue(check.Chaincode, out var chaincode))
        {
            lease.Dispose();
            return EndorserAnswer.Failure(
                EndorserOutcome.PeerFailed,
                $"make sure the chaincode {check.Chaincode} has been successfully defined on channel {channel} and try again: chaincode {check.Chaincode} not found");
        }

        var access = new CollectionAccess(
            chaincode.Definition, collection => collection.MemberPolicy.IsSatisfiedBy([check.Creator!]));
        using var simulation = new Simulation(
            channel, proposal.TransactionId, chaincode.Definition, peerMspId, access, lease, limits.TransactionReadBytes, IsInstalled);
        return await RunAsync(chaincode, simulation, Invocation(proposal, check, peerMspId), proposal, cancellationToken);
    }

    private bool IsInstalled(string chaincode) => chaincodes.ContainsKey(chaincode) || SystemChaincodes.IsSystem(chaincode);

    private async Task<EndorserAnswer> RunAsync(
        InstalledChaincode chaincode,
        Simulation simulation,
        ChaincodeInvocation invocation,
        DecodedProposal proposal,
        CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limits.ExecutionTimeout);
        ChaincodeResult result;
        try
        {
            result = await chaincode.Host.InvokeAsync(invocation, simulation, timeout.Token);
        }
        catch (ChaincodeUnavailableException e)
        {
            return Failed(invocation, "error sending: " + e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(invocation, "timeout expired while executing transaction");
        }

        if (simulation.WasCutShort)
        {
            return Failed(invocation, Simulation.CutShort);
        }

        if (result.Status is < FirstSuccess or >= FirstFailure)
        {
            return ChaincodeError(result.Status, result.Message);
        }

        try
        {
            if (result.Event is { Name.Length: 0 })
            {
                return ChaincodeError(500, "event name can not be empty string");
            }

            return Succeeded(chaincode.Definition, result, simulation.Complete(result.Writes), proposal);
        }
        catch (LedgerAccessException) when (simulation.WasCutShort)
        {
            return Failed(invocation, Simulation.CutShort);
        }
        catch (ProposalFormatException e)
        {
            return EndorserAnswer.Failure(EndorserOutcome.PeerFailed, "error in simulation: " + e.Message);
        }
        catch (Exception e) when (e is LedgerAccessException or ArgumentException)
        {
            return ChaincodeError(500, e.Message);
        }
    }

    private static EndorserAnswer ChaincodeError(int status, string message) => EndorserAnswer.Failure(
        EndorserOutcome.ChaincodeError, FormattableString.Invariant($"chaincode response {status}, {message}"));

    private static EndorserAnswer Failed(ChaincodeInvocation invocation, string cause) => EndorserAnswer.Failure(
        EndorserOutcome.PeerFailed, $"error in simulation: failed to execute transaction {invocation.TransactionId}: {cause}");

    private static EndorserAnswer Succeeded(
        CommittedChaincode chaincode, ChaincodeResult result, SimulationResults results, DecodedProposal proposal)
    {
        var response = new Response
        {
            Status = result.Status,
            Message = result.Message,
            Payload = UnsafeByteOperations.UnsafeWrap(result.Payload),
        };
        var action = new ChaincodeAction
        {
            Results = results.PublicBytes,
            Response = response,
            ChaincodeId = new ChaincodeID { Name = chaincode.Name, Version = chaincode.Version },
        };
        if (result.Event is { } chaincodeEvent)
        {
            action.Events = new ChaincodeEvent
            {
                ChaincodeId = chaincode.Name,
                TxId = proposal.TransactionId,
                EventName = chaincodeEvent.Name,
                Payload = UnsafeByteOperations.UnsafeWrap(chaincodeEvent.Payload),
            }.ToByteString();
        }

        var payload = new ProposalResponsePayload
        {
            ProposalHash = UnsafeByteOperations.UnsafeWrap(proposal.Hash()),
            Extension = action.ToByteString(),
        };
        return new EndorserAnswer(EndorserOutcome.Succeeded, string.Empty, response, payload.ToByteString(), results);
    }

    private ChaincodeInvocation Invocation(DecodedProposal proposal, CheckedProposal check, string peerMspId)
    {
        var transient = new KeyValuePair<string, ByteString>[proposal.Payload.TransientMap.Count];
        var i = 0;
        foreach (var entry in proposal.Payload.TransientMap)
        {
            transient[i++] = entry;
        }

        Array.Sort(transient, static (x, y) => Utf8Order.Instance.Compare(x.Key, y.Key));
        return new ChaincodeInvocation
        {
            TransactionId = proposal.TransactionId,
            Channel = channel,
            Chaincode = check.Chaincode,
            Timestamp = proposal.ChannelHeader.Timestamp ?? new Timestamp(),
            CreatorMspId = check.Creator!.MspId,
            CreatorCertificate = SerializedIdentity.Parser.ParseForeign(check.SignatureHeader!.Creator).IdBytes,
            PeerMspId = peerMspId,
            Arguments = proposal.Spec!.Input.Args,
            Transient = transient,
        };
    }
}
