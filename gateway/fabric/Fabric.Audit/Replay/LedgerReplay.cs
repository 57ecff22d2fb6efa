namespace Fabric.Audit;

/// <summary>Follows blocks one after another and judges anew what the peers decided about each transaction.</summary>
/// <remarks>
/// The peers' verdicts are not signed by the orderers, so they are calculated again as far as the blocks seen allow: endorsement
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
    private readonly List<(int Index, string Name)> _eventsBesidePolicy = [];

    /// <summary>Starts a replay.</summary>
    /// <param name="fromTheFirstBlock">Whether it begins with block 0: then a key not seen does not exist.</param>
    public LedgerReplay(bool fromTheFirstBlock) => _unseen = new KeyState(null, NotSeen, fromTheFirstBlock ? 0 : -1);

    /// <summary>Written keys and chaincodes whose endorsement policy could not be known from the blocks seen.</summary>
    public long UnknownPolicies { get; private set; }

    /// <summary>Transactions recorded as invalid for a reason that the blocks seen can neither confirm nor contradict.</summary>
    public long UnjudgedVerdicts { get; private set; }

    /// <summary>The events of the last block's valid transactions whose endorsers do not satisfy the chaincode's own policy.</summary>
    internal IReadOnlyList<(int Index, string Name)> EventsBesidePolicy => _eventsBesidePolicy;

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
    /// <param name="contradict">Called with each verdict that the replay contradicts, and why.</param>
    public void Replay(
        ulong number,
        ChannelConfiguration configuration,
        IReadOnlyList<ReplayedTransaction> transactions,
        Action<ReplayedTransaction, string> contradict)
    {
        var block = new BlockInReplay(new EndorsementPolicies(configuration, name => _definitions.GetValueOrDefault(name), PolicyOf), contradict);
        _eventsBesidePolicy.Clear();
        foreach (var transaction in transactions)
        {
            JudgeEndorsements(transaction, block);
            if (transaction.Code == TxValidationCode.Valid && transaction.Action.ReadEventName() is { Length: > 0 } name
                && !block.Policies.Vouches(transaction.Chaincode, transaction.Endorsers))
            {
                _eventsBesidePolicy.Add((transaction.Index, name));
            }
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

    /// <summary>Whether the peers found nothing wrong with a transaction before they looked at what it read.</summary>
    internal static bool HasPassedPolicies(TxValidationCode code) => code is TxValidationCode.Valid or TxValidationCode.MvccReadConflict
        or TxValidationCode.PhantomReadConflict or TxValidationCode.InvalidWriteset;

    private void JudgeEndorsements(ReplayedTransaction transaction, BlockInReplay block)
    {
        if (transaction.Code == TxValidationCode.InvalidChaincode)
        {
            JudgeChaincodes(transaction, block);
            return;
        }

        if (!HasPassedPolicies(transaction.Code) && transaction.Code != TxValidationCode.EndorsementPolicyFailure)
        {
            return;
        }

        var verdict = block.Policies.Judge(transaction.Chaincode, transaction.Changes, transaction.Endorsers);
        var written = transaction.Changes.SelectMany(set => set.WrittenKeys()).ToList();
        if (HasPassedPolicies(transaction.Code))
        {
            UnknownPolicies += transaction.Code == TxValidationCode.Valid ? verdict.Unknown : 0;
            var why = written.Exists(block.NewPolicies.Contains) ? "A transaction before it in the block sets the policy of a key that it writes." : verdict.Violated;
            if (why is not null)
            {
                block.Contradict(transaction, why);
            }

            block.NewPolicies.UnionWith(transaction.Changes.SelectMany(set => set.PolicyBytes()).Select(write => write.Key));
            return;
        }

        if (verdict.IsSatisfied && !written.Exists(key => block.NewPolicies.Contains(key) || block.PossiblyNewPolicies.Contains(key)))
        {
            block.Contradict(transaction, "The endorsers satisfy every policy, and yet it is recorded as failing them.");
        }
        else if (verdict is { Violated: null, Unknown: > 0 })
        {
            UnjudgedVerdicts++;
        }

        // Peers judge namespace by namespace: what passed in one of them counts there, though the whole has failed.
        if (transaction.Changes.Count > 1)
        {
            block.PossiblyNewPolicies.UnionWith(transaction.Changes.SelectMany(set => set.PolicyBytes()).Select(write => write.Key));
        }
    }

    /// <summary>A chaincode that nobody defined can be known only where all definitions are in the blocks seen.</summary>
    private void JudgeChaincodes(ReplayedTransaction transaction, BlockInReplay block)
    {
        var called = transaction.Changes.Where(set => set.Writes).Select(set => set.Chaincode).Append(transaction.Chaincode);
        if (called.All(name => name == EndorsementPolicies.Lifecycle || _definitions.ContainsKey(name)))
        {
            block.Contradict(transaction, "Every chaincode that it ran is defined.");
        }
        else if (!IsComplete || _fromBlocks.Count == 0)
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
            case TxValidationCode.PhantomReadConflict when !transaction.Changes.Any(set => Stale(number, set.ScannedReads(), hasCollections: false) is true):
                UnjudgedVerdicts++;
                break;
        }
    }

    /// <returns>True: something read had been changed. False: surely nothing. <c>null</c>: that cannot be known.</returns>
    private bool? Stale(ulong number, NamespaceChanges set) =>
        Stale(number, set.Reads().Concat(set.ScannedReads()), set.HasCollections);

    private bool? Stale(ulong number, IEnumerable<(StateKey Key, StateVersion? Version)> reads, bool hasCollections)
    {
        bool? stale = false;
        foreach (var (key, version) in reads)
        {
            if (!_keys.TryGetValue(key, out var state) && (state = _unseen).Policy < 0)
            {
                stale = null;
            }
            else if (state.ChangedIn == number || state.Version != version)
            {
                // A private value can be gone because its time to live was over, which no block shows.
                if (version is not null || state.ChangedIn == number || !hasCollections)
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
        foreach (var (key, effect, policy) in KeyEffects.Of(transaction.Changes))
        {
            switch (effect)
            {
                case KeyEffect.PutWithPolicy:
                    _keys[key] = new KeyState(version, number, NumberOf(policy));
                    break;
                case KeyEffect.Policy:
                    SetPolicy(key, policy, version);
                    break;
                default:
                    Write(key, effect == KeyEffect.Delete, version);
                    break;
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
            _policies.Add(PolicyReader.OfApplication(value));
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
