using Fabric.Protos.Ledger.Rwset.Kvrwset;

namespace Fabric.DevLedger.Storage;

/// <summary>The metadata of a key, stored as the serialized metadata write that set it.</summary>
internal static class StateMetadata
{
    /// <summary>The entry that holds a key's endorsement policy.</summary>
    public const string ValidationParameter = "VALIDATION_PARAMETER";

    /// <summary>The key's own endorsement policy, or null when it has none.</summary>
    public static byte[]? PolicyOf(byte[]? metadata)
    {
        if (metadata is null)
        {
            return null;
        }

        foreach (var entry in KVMetadataWrite.Parser.ParseFrom(metadata).Entries)
        {
            if (entry.Name == ValidationParameter && !entry.Value.IsEmpty)
            {
                return entry.Value.ToByteArray();
            }
        }

        return null;
    }
}
