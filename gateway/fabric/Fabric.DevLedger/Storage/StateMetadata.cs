namespace Fabric.DevLedger.Storage;

/// <summary>The metadata of a key, stored as the serialized metadata write that set it.</summary>
internal static class StateMetadata
{
    /// <summary>The entry that holds a key's endorsement policy.</summary>
    public const string ValidationParameter = "VALIDATION_PARAMETER";

    /// <summary>The key's own endorsement policy, or null when it has none or an empty one: validation goes by the chaincode's then.</summary>
    public static byte[]? PolicyOf(byte[]? metadata) => SetPolicyOf(metadata) is { Length: > 0 } policy ? policy : null;

    /// <summary>What the key's policy was set to; an empty one counts when endorsements are planned.</summary>
    public static byte[]? SetPolicyOf(byte[]? metadata)
    {
        if (metadata is null)
        {
            return null;
        }

        // Of several entries of one name the last one counts, as in Fabric.
        return KVMetadataWrite.Parser.ParseForeign(metadata).Entries
            .LastOrDefault(entry => entry.Name == ValidationParameter)?.Value.ToByteArray();
    }
}
