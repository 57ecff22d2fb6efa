using Fabric.Protos.Ledger.Rwset.Kvrwset;

namespace Fabric.Audit;

/// <summary>Works out what the writes of a transaction do to each key, as Fabric's state database does.</summary>
/// <remarks>
/// Endorsers list a key once. In a set made by hand that lists it more often, Fabric adds the numbers of the operations up, see
/// <c>tx_ops.go</c>: two values of one key, for instance, change nothing but its version and its policy. Whoever calculates otherwise
/// would call what peers go on to do wrong.
/// </remarks>
internal static class KeyEffects
{
    private const byte Upsert = 1;
    private const byte PolicySet = 2;
    private const byte PolicyRemoved = 4;
    private const byte Deletion = 8;

    private static readonly byte[] HashOfNothing = SHA256.HashData([]);

    public static IEnumerable<(StateKey Key, KeyEffect Effect, ByteString Policy)> Of(IEnumerable<NamespaceChanges> changes)
    {
        var operations = new Dictionary<StateKey, (byte Sum, ByteString Policy)>();
        foreach (var set in changes)
        {
            foreach (var write in set.Public.Writes)
            {
                Count(StateKey.Public(set.Chaincode, write.Key), write.IsDelete || write.Value.IsEmpty ? Deletion : Upsert);
            }

            foreach (var (name, hashed) in set.Collections)
            {
                foreach (var write in hashed.HashedWrites)
                {
                    Count(StateKey.Hashed(set.Chaincode, name, write.KeyHash.Span), IsDeletion(write) ? Deletion : Upsert);
                }
            }

            foreach (var (key, policy, entries) in set.MetadataWrites())
            {
                Count(key, entries == 0 ? PolicyRemoved : PolicySet, entries == 0 ? null : policy);
            }
        }

        return operations.Select(item => (item.Key, EffectOf(item.Value.Sum), item.Value.Policy));

        void Count(StateKey key, byte operation, ByteString? policy = null)
        {
            var (sum, before) = operations.GetValueOrDefault(key, ((byte)0, ByteString.Empty));
            operations[key] = (unchecked((byte)(sum + operation)), policy ?? before);
        }
    }

    private static bool IsDeletion(KVWriteHash write) =>
        write.IsDelete || write.IsPurge || write.ValueHash.IsEmpty || write.ValueHash.Span.SequenceEqual(HashOfNothing);

    private static KeyEffect EffectOf(byte sum) => sum switch
    {
        _ when (sum & Deletion) != 0 => KeyEffect.Delete,
        _ when (sum & Upsert) != 0 && (sum & (PolicySet | PolicyRemoved)) != 0 => KeyEffect.PutWithPolicy,
        0 or Upsert => KeyEffect.Put,
        _ => KeyEffect.Policy,
    };
}
