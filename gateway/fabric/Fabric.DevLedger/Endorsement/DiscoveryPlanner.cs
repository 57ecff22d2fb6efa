namespace Fabric.DevLedger.Endorsement;

/// <summary>Plans as Fabric's discovery does: the smallest sets of organizations whose peers the rules of every policy name.</summary>
/// <remarks>
/// Discovery goes by what the rules mean. The evaluator, which uses up each signer that it meets, may refuse what was planned; then the
/// transaction is ordered, and invalid.
/// </remarks>
internal sealed class DiscoveryPlanner(IReadOnlyList<OrganizationPeer> peers, PolicyCache policies)
{
    private const int CachedPlans = 1024;

    private readonly ConcurrentDictionary<byte[], EndorsementPlan> _plans = new(BytesComparer.Instance);

    /// <summary>The layouts, fewest organizations first; none when no combination of peers will do.</summary>
    /// <param name="membersOf">Collections all of whose values an endorser must hold.</param>
    public EndorsementPlan Plan(
        CommittedChaincode chaincode, EndorsementInterest interest, IReadOnlyCollection<string> membersOf)
    {
        var key = Key(chaincode, interest, membersOf);
        if (_plans.TryGetValue(key, out var plan))
        {
            return plan;
        }

        plan = Find(chaincode, interest, membersOf);
        if (_plans.Count >= CachedPlans)
        {
            _plans.Clear();
        }

        _plans[key] = plan;
        return plan;
    }

    private static byte[] Key(CommittedChaincode chaincode, EndorsementInterest interest, IReadOnlyCollection<string> membersOf)
    {
        using var key = new MemoryStream();
        void Add(ReadOnlySpan<byte> part)
        {
            key.Write(BitConverter.GetBytes(part.Length));
            key.Write(part);
        }

        Add(Encoding.UTF8.GetBytes(chaincode.Name));
        Add([interest.ChaincodePolicy ? (byte)1 : (byte)0]);
        foreach (var policy in interest.KeyPolicies)
        {
            Add(policy);
        }

        foreach (var collection in interest.Collections)
        {
            Add(Encoding.UTF8.GetBytes("c" + collection));
        }

        foreach (var collection in membersOf)
        {
            Add(Encoding.UTF8.GetBytes("m" + collection));
        }

        return key.ToArray();
    }

    private EndorsementPlan Find(
        CommittedChaincode chaincode, EndorsementInterest interest, IReadOnlyCollection<string> membersOf)
    {
        var demanded = new List<CompiledSignaturePolicy>();
        if (interest.ChaincodePolicy)
        {
            demanded.Add(chaincode.EndorsementPolicy);
        }

        foreach (var collection in interest.Collections)
        {
            demanded.Add(chaincode.Collections[collection].EndorsementPolicy ?? chaincode.EndorsementPolicy);
        }

        foreach (var serialized in interest.KeyPolicies)
        {
            if (policies.Get(serialized) is not { } policy || !CanBeMet(policy))
            {
                return new EndorsementPlan([], KeyPolicyIsImpossible: true);
            }

            demanded.Add(policy);
        }

        var eligible = peers
            .Where(peer => membersOf.All(name => chaincode.Collections[name].MemberOrganizations.Contains(peer.MspId)))
            .ToArray();
        return new EndorsementPlan(Smallest(eligible, demanded));
    }

    /// <summary>Whether some signers, whoever they are, satisfy the rules; a rule that wants nobody is not taken either.</summary>
    private static bool CanBeMet(CompiledSignaturePolicy policy) =>
        SignaturePolicies.FindPlans(policy, _ => true, int.MaxValue) is [{ Total: > 0 }, ..];

    private static List<string[]> Smallest(OrganizationPeer[] eligible, List<CompiledSignaturePolicy> demanded)
    {
        var alternatives = demanded.Distinct().Select(policy => MasksOf(policy, eligible)).ToList();
        var found = new List<uint>();
        var masks = Enumerable.Range(1, (1 << eligible.Length) - 1).Select(mask => (uint)mask).OrderBy(System.Numerics.BitOperations.PopCount);
        foreach (var mask in masks)
        {
            if (!found.Exists(smaller => (smaller & mask) == smaller)
                && alternatives.TrueForAll(needed => needed.Exists(set => (set & mask) == set)))
            {
                found.Add(mask);
            }
        }

        return found.Select(mask => Select(eligible, mask).Select(peer => peer.MspId).ToArray()).ToList();
    }

    private static List<uint> MasksOf(CompiledSignaturePolicy policy, OrganizationPeer[] eligible) => SignaturePolicies
        .FindPlans(policy, principal => Array.Exists(eligible, peer => principal.Matches(peer.Identity)))
        .Select(plan => plan.Signatures.Keys.Aggregate(0u, (mask, mspId) => mask | (1u << Array.FindIndex(eligible, peer => peer.MspId == mspId))))
        .ToList();

    private static IEnumerable<OrganizationPeer> Select(OrganizationPeer[] peers, uint mask) =>
        peers.Where((_, i) => (mask & (1u << i)) != 0);
}
