namespace Fabric.DevLedger.Endorsement;

internal sealed partial class Simulation
{
    /// <summary>Adds what the transaction asked to write and renders the whole.</summary>
    /// <exception cref="LedgerAccessException">A write that a peer refuses.</exception>
    /// <exception cref="ProposalFormatException">The policy of a key that is written cannot be read, so that nobody can endorse it.</exception>
    public SimulationResults Complete(IReadOnlyList<ChaincodeWrite> writes)
    {
        lock (_lock)
        {
            // Without writes nothing more is read.
            var reader = writes.Count == 0 ? _lease.Reader : Reader();
            if (_scannedPrivateData && writes.Count > 0)
            {
                throw Refused(
                    "Queries on private data are supported only in a transaction that writes nothing", "PUT_STATE");
            }

            foreach (var write in writes)
            {
                Apply(write);
            }

            var interest = InterestOf(writes, reader);
            var (publicBytes, privateSets) = _builder.Build();
            return new SimulationResults(publicBytes, privateSets, interest);
        }
    }

    private void Apply(ChaincodeWrite write)
    {
        if (write.Key.Length == 0)
        {
            throw new LedgerAccessException("key must not be an empty string");
        }

        if (write.Collection.Length == 0)
        {
            ApplyPublic(write);
            return;
        }

        Collection(write.Collection, "PUT_STATE");
        if (_access.RefusesWrite(write.Collection) is { } reason)
        {
            throw Refused(reason, "PUT_STATE");
        }

        switch (write.Kind)
        {
            case ChaincodeWriteKind.Put:
                _builder.WritePrivate(write.Collection, write.Key, write.Value.Length == 0 ? null : write.Value, purge: false);
                break;
            case ChaincodeWriteKind.Delete:
                _builder.WritePrivate(write.Collection, write.Key, null, purge: false);
                break;
            case ChaincodeWriteKind.Purge:
                _builder.WritePrivate(write.Collection, write.Key, null, purge: true);
                break;
            default:
                _builder.WritePrivateMetadata(write.Collection, write.Key, write.Value);
                break;
        }
    }

    private void ApplyPublic(ChaincodeWrite write)
    {
        switch (write.Kind)
        {
            case ChaincodeWriteKind.Put:
                _builder.Write(write.Key, write.Value.Length == 0 ? null : write.Value);
                break;
            case ChaincodeWriteKind.Delete:
                _builder.Write(write.Key, null);
                break;
            case ChaincodeWriteKind.SetValidationParameter:
                _builder.WriteMetadata(write.Key, write.Value);
                break;
            default:
                throw new LedgerAccessException("only keys of a private collection can be purged");
        }
    }

    private EndorsementInterest InterestOf(IReadOnlyList<ChaincodeWrite> writes, LedgerReader reader)
    {
        var chaincodePolicy = writes.Count == 0;
        var policies = new List<byte[]>();
        var collections = new HashSet<string>(_privateReads, StringComparer.Ordinal);
        var judged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var write in writes)
        {
            var isPublic = write.Collection.Length == 0;
            if (isPublic && !judged.Add(write.Key))
            {
                continue;
            }

            var metadata = isPublic
                ? PublicMetadata(reader, write.Key)
                : reader.PrivateHash(StoredKey.Hashed(_chaincode.Name, write.Collection, StoredKey.Hash(write.Key)))?.Metadata;
            if (StateMetadata.SetPolicyOf(metadata) is { } policy)
            {
                MessageDecoder.Parse(SignaturePolicyEnvelope.Parser, UnsafeByteOperations.UnsafeWrap(policy));
                if (!policies.Exists(known => known.AsSpan().SequenceEqual(policy)))
                {
                    policies.Add(policy);
                }
            }
            else if (isPublic)
            {
                chaincodePolicy = true;
            }
            else
            {
                collections.Add(write.Collection);
            }
        }

        return new EndorsementInterest(chaincodePolicy, policies, collections, _privateReads);
    }

    private byte[]? PublicMetadata(LedgerReader reader, string key) =>
        _known.TryGetValue(key, out var entry) ? entry?.Metadata : reader.Head(StoredKey.Public(_chaincode.Name, key))?.Metadata;
}
