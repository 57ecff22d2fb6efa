using Fabric.Msp;
using Fabric.Protos.Peer;
using Google.Protobuf;

namespace Fabric.Audit;

/// <summary>Follows blocks one after another and judges anew what the peers decided about each transaction.</summary>
/// <remarks>
/// The peers' verdicts are not signed by the orderers, so they are reckoned again as far as the blocks seen allow: endorsement
/// policies of chaincodes, collections and keys, and whether what a transaction read was still so. What was read before the first
/// block seen is learned from the first valid transaction that read it. Scans are followed only as far as the keys they found.
/// </remarks>
public sealed class LedgerReplay
{
    private const ulong NotSeen = ulong.MaxValue;

    private readonly Dictionary<StateKey, KeyState> _keys = [];
    private readonly Dictionary<string, ChaincodeDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly List<CompiledSignaturePolicy?> _policies = [null];
    private readonly Dictionary<ByteString, int> _policyNumbers = [];
    private readonly HashSet<string> _fromBlocks = new(StringComparer.Ordinal);
    private readonly KeyState _unseen;

    /// <summary>Starts a replay.</summary>
    /// <param name="fromTheFirstBlock">Whether it begins with block 0: then a key not seen does not exist.</param>
    public LedgerReplay(bool fromTheFirstBlock) => _unseen = new KeyState(null, NotSeen, fromTheFirstBlock ? 0 : -1);

    /// <summary>Written keys and chaincodes whose endorsement policy could not be told from the blocks seen.</summary>
    public long UnknownPolicies { get; private set; }

    /// <summary>Transactions recorded as invalid for a reason that the blocks seen can neither confirm nor contradict.</summary>
    public long UnjudgedVerdicts { get; private set; }

    /// <summary>Whether it began with block 0.</summary>
    public bool IsComplete => _unseen.Policy == 0;

    /// <summary>The chaincodes whose definition was in a block, not only stated.</summary>
    public IReadOnlySet<string> DefinedInBlocks => _fromBlocks;

    /// <summary>Takes a definition that no block seen holds; one from a block goes before it.</summary>
    /// <param name="definition">What somebody states.</param>
    public void State(ChaincodeDefinition definition) => _definitions.TryAdd(definition.Name, definition);

    /// <summary>Judges a block and takes over what its valid transactions wrote.</summary>
    /// <param name="number">The block.</param>
    /// <param name="configuration">The configuration in force.</param>
    /// <param name="transactions">Its endorsed transactions, in their order.</param>
    /// <param name="contradict">Told of each verdict that the replay contradicts, and why.</param>
    public void Replay(
        ulong number,
        ChannelConfiguration configuration,
        IReadOnlyList<ReplayedTransaction> transactions,
        Action<ReplayedTransaction, string> contradict)
    {
        var policies = new EndorsementPolicies(configuration, name => _definitions.GetValueOrDefault(name), PolicyOf);
        var changedPolicies = new HashSet<StateKey>();
        foreach (var transaction in transactions)
        {
            JudgeEndorsements(transaction, policies, changedPolicies, contradict);
        }

        foreach (var transaction in transactions)
        {
            JudgeReads(number, transaction, contradict);
            if (transaction.Code == TxValidationCode.Valid)
            {
                Apply(number, transaction);
            }
        }
    }

    private void JudgeEndorsements(
        ReplayedTransaction transaction,
        EndorsementPolicies policies,
        HashSet<StateKey> changedPolicies,
        Action<ReplayedTransaction, string> contradict)
    {
        if (transaction.Code is not (TxValidationCode.Valid or TxValidationCode.EndorsementPolicyFailure))
        {
            return;
        }

        var verdict = policies.Judge(transaction.Chaincode, transaction.Changes, transaction.Endorsers);
        if (transaction.Code == TxValidationCode.Valid)
        {
            UnknownPolicies += verdict.Unknown;
            if (verdict.Violated is { } violated)
            {
                contradict(transaction, violated);
            }

            changedPolicies.UnionWith(transaction.Changes.SelectMany(set => set.PolicyBytes()).Select(write => write.Key));
        }
        else if (verdict.IsSatisfied && !transaction.Changes.SelectMany(set => set.WrittenKeys()).Any(changedPolicies.Contains))
        {
            contradict(transaction, "The endorsers satisfy every policy, and yet it is recorded as failing them.");
        }
        else if (verdict is { Violated: null, Unknown: > 0 })
        {
            UnjudgedVerdicts++;
        }
    }

    private void JudgeReads(ulong number, ReplayedTransaction transaction, Action<ReplayedTransaction, string> contradict)
    {
        switch (transaction.Code)
        {
            case TxValidationCode.Valid:
                if (transaction.Changes.Any(set => Stale(number, set) is true))
                {
                    contradict(transaction, "It read what another transaction had changed before it.");
                }

                Learn(transaction);
                break;
            case TxValidationCode.MvccReadConflict when transaction.Changes.All(set => Stale(number, set) is false):
                contradict(transaction, "Nothing that it read had been changed, and yet it is recorded as a conflict.");
                break;
            case TxValidationCode.MvccReadConflict when !transaction.Changes.Any(set => Stale(number, set) is true):
                UnjudgedVerdicts++;
                break;
            case TxValidationCode.PhantomReadConflict when transaction.Changes.All(set => set.Public.RangeQueriesInfo.Count == 0):
                contradict(transaction, "It scanned nothing, and yet it is recorded as a conflict of a scan.");
                break;
            case TxValidationCode.PhantomReadConflict:
                UnjudgedVerdicts++;
                break;
        }
    }

    /// <returns>True: something read had been changed. False: surely nothing. <c>null</c>: that cannot be told.</returns>
    private bool? Stale(ulong number, NamespaceChanges set)
    {
        bool? stale = false;
        foreach (var (key, version) in set.Reads().Concat(set.ScannedReads()))
        {
            if (!_keys.TryGetValue(key, out var state) && (state = _unseen).Policy < 0)
            {
                stale = null;
            }
            else if (state.ChangedIn == number || state.Version != version)
            {
                // A private value can be gone because its time to live was over, which no block shows.
                if (version is not null || state.ChangedIn == number || !set.HasCollections)
                {
                    return true;
                }

                stale = null;
            }
        }

        return stale;
    }

    private void Learn(ReplayedTransaction transaction)
    {
        foreach (var (key, version) in transaction.Changes.SelectMany(set => set.Reads()))
        {
            if (!_keys.ContainsKey(key))
            {
                _keys[key] = new KeyState(version, NotSeen, version is null ? 0 : _unseen.Policy);
            }
        }
    }

    private void Apply(ulong number, ReplayedTransaction transaction)
    {
        var version = new StateVersion(number, (ulong)transaction.Index);
        foreach (var set in transaction.Changes)
        {
            foreach (var write in set.Public.Writes)
            {
                Write(StateKey.Public(set.Chaincode, write.Key), write.IsDelete || write.Value.IsEmpty, version);
            }

            foreach (var (name, hashed) in set.Collections)
            {
                foreach (var write in hashed.HashedWrites)
                {
                    Write(StateKey.Hashed(set.Chaincode, name, write.KeyHash.Span), write.IsDelete || write.IsPurge, version);
                }
            }

            foreach (var (key, policy) in set.PolicyBytes())
            {
                SetPolicy(key, policy, version);
            }
        }

        if (ChaincodeDefinition.FromCommit(transaction.Action) is { } definition)
        {
            _definitions[definition.Name] = definition;
            _fromBlocks.Add(definition.Name);
        }
    }

    private void Write(StateKey key, bool delete, StateVersion version)
    {
        var before = _keys.GetValueOrDefault(key, _unseen);
        _keys[key] = delete ? new KeyState(null, version.Block, 0) : new KeyState(version, version.Block, before.Policy);
    }

    private void SetPolicy(StateKey key, ByteString value, StateVersion version)
    {
        // The policy of a key that does not exist is without effect.
        if (_keys.GetValueOrDefault(key, _unseen) is { Version: null, Policy: >= 0 })
        {
            return;
        }

        _keys[key] = new KeyState(version, version.Block, NumberOf(value));
    }

    private int NumberOf(ByteString value)
    {
        if (value.IsEmpty)
        {
            return 0;
        }

        if (!_policyNumbers.TryGetValue(value, out var number))
        {
            _policyNumbers[value] = number = _policies.Count;
            _policies.Add(PolicyReader.Signature(value));
        }

        return number;
    }

    private KeyPolicy PolicyOf(StateKey key) => _keys.GetValueOrDefault(key, _unseen).Policy switch
    {
        < 0 => KeyPolicy.Unknown,
        0 => KeyPolicy.None,
        var number => KeyPolicy.Of(_policies[number]),
    };
}
