namespace Fabric.DevLedger.Validation;

/// <summary>The operations of one transaction on one key, put together as Fabric's <c>tx_ops.go</c> does.</summary>
/// <remarks>
/// Endorsers list a key once. Where a set made by hand lists it more often, Fabric adds the operations' numbers up instead of taking
/// the last one; peers that calculate otherwise would have another state from then on.
/// </remarks>
internal sealed class KeyOperations
{
    private const byte Upsert = 1;
    private const byte MetadataSet = 2;
    private const byte MetadataRemoved = 4;
    private const byte Deletion = 8;

    private byte _sum;

    public ByteString Value { get; private set; } = ByteString.Empty;

    /// <summary>The metadata as stored; empty: none.</summary>
    public byte[] Metadata { get; private set; } = [];

    /// <summary>Whether a private value is purged, not only deleted.</summary>
    public bool Purges { get; private set; }

    public bool Deletes => (_sum & Deletion) != 0;

    public bool PutsAndSetsMetadata => !Deletes && (_sum & Upsert) != 0 && (_sum & (MetadataSet | MetadataRemoved)) != 0;

    public bool PutsOnly => _sum is 0 or Upsert;

    public void Put(ByteString value)
    {
        Count(Upsert);
        Value = value;
    }

    public void Delete(bool purges = false)
    {
        Count(Deletion);
        Purges |= purges;
    }

    /// <param name="metadata">The serialized entries; <c>null</c>: there are none.</param>
    public void SetMetadata(byte[]? metadata)
    {
        Count(metadata is null ? MetadataRemoved : MetadataSet);
        Metadata = metadata ?? Metadata;
    }

    private void Count(byte operation) => _sum = unchecked((byte)(_sum + operation));
}
