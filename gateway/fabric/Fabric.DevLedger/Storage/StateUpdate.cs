namespace Fabric.DevLedger.Storage;

/// <summary>One change of state, in the order in which a block makes them.</summary>
/// <param name="Key">A stored key (see <see cref="StoredKey"/>).</param>
/// <param name="Value">The new value; for hashes, of the value. Null leaves it as it is, unless the key is deleted.</param>
/// <param name="Metadata">The new metadata; null leaves it as it is.</param>
internal readonly record struct StateUpdate(
    StateUpdateKind Kind, byte[] Key, byte[]? Value, byte[]? Metadata, TransactionHeight Version, long? Expires = null);
