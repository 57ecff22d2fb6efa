using Grpc.Core;

namespace Fabric.DevLedger.Services;

/// <summary>Collects the endorsements of one proposal, as a Fabric gateway does.</summary>
internal sealed class EndorsementCollector(
    LedgerContext ledger, OrganizationPeer local, DecodedProposal proposal, CallAdmission? admission)
{
    private const string FirstFailed = "failed to endorse transaction, see attached details for more info";
    private const string NotEnough = "failed to collect enough transaction endorsements, see attached details for more info";
    private const string NoCombination = "no combination of peers can be derived which satisfy the endorsement policy: ";
    private const string RemotePrefix = "rpc error: code = Unknown desc = ";

    private readonly List<ErrorDetail> _errors = [];
    private readonly List<Protos.Peer.Endorsement> _endorsements = [];
    private CheckedProposal? _check;
    private EndorserAnswer? _first;

    /// <summary>The endorsed action, or an error as Fabric's.</summary>
    public async Task<ChaincodeEndorsedAction> CollectAsync(IReadOnlyList<string> organizations, CancellationToken cancellationToken)
    {
        if (organizations.Count > 0)
        {
            await CollectFromAsync(organizations, cancellationToken);
        }
        else
        {
            await CollectByPlanAsync(cancellationToken);
        }

        var action = new ChaincodeEndorsedAction { ProposalResponsePayload = _first!.Payload };
        action.Endorsements.AddRange(_endorsements);
        return action;
    }

    private async Task CollectFromAsync(IReadOnlyList<string> organizations, CancellationToken cancellationToken)
    {
        var known = proposal.Channel == ledger.Channel && IsInstalled(proposal.Chaincode);
        var missing = organizations.Where(name => !known || !ledger.Peers.ContainsKey(name) || ledger.StoppedPeers.IsStopped(name)).ToList();
        if (missing.Count > 0)
        {
            throw ServiceErrors.Status(
                StatusCode.Unavailable, "failed to find any endorsing peers for org(s): " + string.Join(", ", missing));
        }

        foreach (var organization in organizations.Distinct(StringComparer.Ordinal))
        {
            await EndorseAsync(ledger.Peers[organization], cancellationToken);
        }

        if (_errors.Count > 0)
        {
            throw ServiceErrors.WithDetails(StatusCode.Aborted, NotEnough, _errors);
        }

        Sign(organizations.Distinct(StringComparer.Ordinal));
    }

    private async Task CollectByPlanAsync(CancellationToken cancellationToken)
    {
        if (proposal.Channel != ledger.Channel || !IsInstalled(proposal.Chaincode))
        {
            throw ServiceErrors.Status(
                StatusCode.FailedPrecondition,
                $"{NoCombination}No metadata was found for chaincode {proposal.Chaincode} in channel {proposal.Channel}");
        }

        if (!await EndorseAsync(local, cancellationToken))
        {
            throw ServiceErrors.WithDetails(StatusCode.Aborted, FirstFailed, _errors);
        }

        var endorsed = new HashSet<string>(StringComparer.Ordinal) { local.MspId };
        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layout in Layouts())
        {
            if (layout.Any(failed.Contains))
            {
                continue;
            }

            var complete = true;
            foreach (var organization in layout)
            {
                if (endorsed.Contains(organization))
                {
                    continue;
                }

                if (await EndorseAsync(ledger.Peers[organization], cancellationToken))
                {
                    endorsed.Add(organization);
                }
                else
                {
                    failed.Add(organization);
                    complete = false;
                }
            }

            if (complete)
            {
                Sign(layout.OrderBy(organization => organization == local.MspId ? 0 : 1));
                return;
            }
        }

        throw ServiceErrors.WithDetails(StatusCode.Aborted, NotEnough, _errors);
    }

    /// <summary>The ways to satisfy the policies: those with the local organization first, otherwise at random.</summary>
    private List<string[]> Layouts()
    {
        if (!ledger.Chaincodes.TryGetValue(_check!.Chaincode, out var chaincode) || _first!.Results is not { } results)
        {
            throw ServiceErrors.Status(StatusCode.FailedPrecondition, NoCombination + "system chaincodes are not endorsed");
        }

        var interest = results.Interest;
        var plan = ledger.Planner.Plan(
            chaincode.Definition, interest, proposal.HasTransientData ? interest.Collections : interest.PrivateReads);
        if (plan.KeyPolicyIsImpossible)
        {
            throw ServiceErrors.Status(
                StatusCode.FailedPrecondition, NoCombination + "state based endorsement policy cannot be satisfied");
        }

        var layouts = Running(plan.Layouts);
        if (layouts.Count == 0)
        {
            var hidden = interest.Collections.Except(interest.PrivateReads, StringComparer.Ordinal).ToList();
            throw ServiceErrors.Status(
                StatusCode.FailedPrecondition,
                proposal.HasTransientData && hidden.Count > 0 &&
                Running(ledger.Planner.Plan(chaincode.Definition, interest, interest.PrivateReads).Layouts).Count > 0
                    ? $"requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [{string.Join(' ', hidden)}]; retry specifying trusted endorsing organizations to protect transient data"
                    : NoCombination + "no peer combination can satisfy the endorsement policy");
        }

        if (layouts.Count == 1)
        {
            return [layouts[0]];
        }

        var shuffled = layouts.ToArray();
        Random.Shared.Shuffle(shuffled);
        return shuffled
            .OrderBy(layout => Array.IndexOf(layout, local.MspId) >= 0 ? 0 : 1)
            .ThenBy(layout => layout.Length)
            .ToList();
    }

    /// <summary>Those without a peer that is stopped; they are the plan for the others alone, for all of them are smallest.</summary>
    private List<string[]> Running(IEnumerable<string[]> layouts) =>
        layouts.Where(layout => !Array.Exists(layout, ledger.StoppedPeers.IsStopped)).ToList();

    /// <summary>Has one organization's peer process the proposal; what fails is recorded.</summary>
    private async Task<bool> EndorseAsync(OrganizationPeer peer, CancellationToken cancellationToken)
    {
        if (_check is null)
        {
            _check = ledger.Checker.Check(proposal);
            if (_check is { Refusal: null, Creator: { } creator })
            {
                admission?.Verified(creator);
            }
        }

        var remote = peer != local;
        if (_check.Refusal is { } refusal)
        {
            return Fail(peer, remote ? RemotePrefix + refusal : refusal);
        }

        if (remote && _check.Expired)
        {
            return Fail(peer, RemotePrefix + ProposalChecker.Expired);
        }

        var answer = await AnswerAsync(peer, cancellationToken);
        if (answer.Outcome != EndorserOutcome.Succeeded)
        {
            return Fail(peer, remote && answer.Outcome == EndorserOutcome.Rejected ? RemotePrefix + answer.Message : answer.Message);
        }

        if (_first is null)
        {
            _first = answer;
            ledger.Transient.Add(_check.Creator!.MspId, proposal.TransactionId, answer.Results?.PrivateWrites ?? []);
            return true;
        }

        return answer.Payload.Equals(_first.Payload) || Fail(peer, "ProposalResponsePayloads do not match");
    }

    /// <summary>
    /// Chaincode is deterministic, so another peer's run of it can differ only through private data, of which each
    /// organization holds its own: without any, the first run stands for all peers, which hold one state here.
    /// </summary>
    private Task<EndorserAnswer> AnswerAsync(OrganizationPeer peer, CancellationToken cancellationToken) =>
        _first is { Results.Interest.TouchesPrivateData: false } && !proposal.HasTransientData &&
        !ledger.Chaincodes[_check!.Chaincode].EndorseEverywhere
            ? Task.FromResult(_first)
            : ledger.Endorser.ProcessAsync(proposal, _check!, peer.MspId, cancellationToken);

    private void Sign(IEnumerable<string> organizations)
    {
        var payload = _first!.Payload;
        foreach (var organization in organizations)
        {
            var peer = ledger.Peers[organization];
            var (digest, signature) = peer.Sign(payload.Span, peer.Serialized.Span);
            ledger.Signatures.Add(digest, signature);
            _endorsements.Add(new Protos.Peer.Endorsement
            {
                Endorser = peer.Serialized,
                Signature = UnsafeByteOperations.UnsafeWrap(signature),
            });
        }
    }

    private bool Fail(OrganizationPeer peer, string message)
    {
        _errors.Add(ServiceErrors.Detail(peer, message));
        return false;
    }

    private bool IsInstalled(string chaincode) =>
        ledger.Chaincodes.ContainsKey(chaincode) || SystemChaincodes.IsSystem(chaincode);
}
