namespace Fabric.DevLedger.Validation;

/// <summary>Checks the endorsements of a transaction against the policies of chaincode, keys and collections.</summary>
internal sealed class EndorsementValidator(
    IReadOnlyDictionary<string, CommittedChaincode> chaincodes, PolicyCache policies, LedgerReader reader)
{
    private readonly HashSet<byte[]> _changedPolicies = new(BytesComparer.Instance);

    public IReadOnlyDictionary<string, CommittedChaincode> Chaincodes => chaincodes;

    /// <summary>Forgets which keys got a new policy in the block before.</summary>
    public void BeginBlock() => _changedPolicies.Clear();

    public TxValidationCode Validate(PendingTransaction transaction)
    {
        if (transaction.Parsed.Type != Protos.Common.HeaderType.EndorserTransaction)
        {
            return TxValidationCode.InvalidOtherReason;
        }

        if (!chaincodes.ContainsKey(transaction.Parsed.ChaincodeName))
        {
            return TxValidationCode.InvalidChaincode;
        }

        var invokedSeen = false;
        foreach (var set in transaction.Parsed.ReadWriteSets)
        {
            var invoked = set.Chaincode == transaction.Parsed.ChaincodeName;
            invokedSeen |= invoked;
            if (!invoked && !set.Writes)
            {
                continue;
            }

            if (!chaincodes.TryGetValue(set.Chaincode, out var chaincode))
            {
                return TxValidationCode.InvalidChaincode;
            }

            if (!new NamespaceCheck(this, chaincode, transaction.Endorsers).Passes(set))
            {
                return TxValidationCode.EndorsementPolicyFailure;
            }
        }

        if (!invokedSeen &&
            !chaincodes[transaction.Parsed.ChaincodeName].EndorsementPolicy.IsSatisfiedBy(transaction.Endorsers))
        {
            return TxValidationCode.EndorsementPolicyFailure;
        }

        RecordPolicyChanges(transaction.Parsed.ReadWriteSets);
        return TxValidationCode.Valid;
    }

    private void RecordPolicyChanges(IReadOnlyList<NamespaceReadWriteSet> sets)
    {
        foreach (var set in sets)
        {
            foreach (var write in set.Public.MetadataWrites)
            {
                _changedPolicies.Add(StoredKey.Public(set.Chaincode, write.Key));
            }

            foreach (var collection in set.Collections)
            {
                foreach (var write in collection.Hashed.MetadataWrites)
                {
                    _changedPolicies.Add(StoredKey.Hashed(set.Chaincode, collection.Collection, write.KeyHash.Span));
                }
            }
        }
    }

    /// <summary>The checks of one namespace; each policy is evaluated once.</summary>
    private struct NamespaceCheck(
        EndorsementValidator validator, CommittedChaincode chaincode, IReadOnlyList<VerifiedIdentity> endorsers)
    {
        private bool _chaincodeChecked;
        private bool _anyChecked;

        public bool Passes(NamespaceReadWriteSet set)
        {
            foreach (var write in set.Public.Writes)
            {
                if (!PublicKeyPasses(write.Key))
                {
                    return false;
                }
            }

            foreach (var write in set.Public.MetadataWrites)
            {
                if (!PublicKeyPasses(write.Key))
                {
                    return false;
                }
            }

            foreach (var collection in set.Collections)
            {
                if (!CollectionPasses(collection))
                {
                    return false;
                }
            }

            return _anyChecked || ChaincodePasses();
        }

        private bool PublicKeyPasses(string key)
        {
            var stored = StoredKey.Public(chaincode.Name, key);
            return KeyPasses(stored, validator.Reader.Head(stored)?.Metadata, null);
        }

        private bool CollectionPasses(CollectionReadWriteSet collection)
        {
            if (collection.Hashed.HashedWrites.Count + collection.Hashed.MetadataWrites.Count == 0)
            {
                return true;
            }

            if (!chaincode.Collections.TryGetValue(collection.Collection, out var definition))
            {
                return false;
            }

            foreach (var write in collection.Hashed.HashedWrites)
            {
                if (!HashedKeyPasses(definition, write.KeyHash.Span))
                {
                    return false;
                }
            }

            foreach (var write in collection.Hashed.MetadataWrites)
            {
                if (!HashedKeyPasses(definition, write.KeyHash.Span))
                {
                    return false;
                }
            }

            return true;
        }

        private bool HashedKeyPasses(CollectionDefinition definition, ReadOnlySpan<byte> keyHash)
        {
            var stored = StoredKey.Hashed(chaincode.Name, definition.Name, keyHash);
            return KeyPasses(stored, validator.Reader.PrivateHash(stored)?.Metadata, definition);
        }

        private bool KeyPasses(byte[] stored, byte[]? metadata, CollectionDefinition? collection)
        {
            // Another transaction of this block sets the key's policy: which one applies is not known to the endorsers.
            if (validator.PolicyChanged(stored))
            {
                return false;
            }

            if (StateMetadata.PolicyOf(metadata) is { } policy)
            {
                _anyChecked = true;
                return validator.Policies.Get(policy)?.IsSatisfiedBy(endorsers) ?? false;
            }

            if (collection?.EndorsementPolicy is { } own)
            {
                _anyChecked = true;
                return own.IsSatisfiedBy(endorsers);
            }

            return ChaincodePasses();
        }

        private bool ChaincodePasses()
        {
            if (!_chaincodeChecked && !chaincode.EndorsementPolicy.IsSatisfiedBy(endorsers))
            {
                return false;
            }

            _chaincodeChecked = true;
            _anyChecked = true;
            return true;
        }
    }

    private LedgerReader Reader => reader;

    private PolicyCache Policies => policies;

    private bool PolicyChanged(byte[] stored) => _changedPolicies.Contains(stored);
}
